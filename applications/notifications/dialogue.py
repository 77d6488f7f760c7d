"""What the firm is told of the conversation with its Chamber: notice of rejection, observations, messages, changes."""

from applications.domain.notice import plain
from applications.enums import ChangeKind, ChangeState, NoticeKind
from applications.models import ChangeDecision, ChangeRequest, Message, Observation, RejectionNotice
from applications.notifications.review import files_since
from applications.notifications.telling import tell

DECIDED = {
    (ChangeKind.VARIATION, ChangeState.GRANTED): NoticeKind.VARIATION_GRANTED,
    (ChangeKind.VARIATION, ChangeState.REFUSED): NoticeKind.VARIATION_REFUSED,
    (ChangeKind.EXTENSION, ChangeState.GRANTED): NoticeKind.EXTENSION_GRANTED,
    (ChangeKind.EXTENSION, ChangeState.REFUSED): NoticeKind.EXTENSION_REFUSED,
}
ASKED = {ChangeKind.VARIATION: NoticeKind.VARIATION_ASKED, ChangeKind.EXTENSION: NoticeKind.EXTENSION_ASKED}


def rejection_noticed(notice: RejectionNotice) -> None:
    """The reasons, and by when the firm may observe."""
    data = plain(reason_code=notice.reason_code, text=notice.text, due_at=notice.due_at)
    tell(notice.application, NoticeKind.REJECTION_NOTICED, at=notice.noticed_at, reference=str(notice.pk), data=data)


def observed(observation: Observation) -> None:
    """The observations as they were received, with the files that came with them."""
    notice = observation.notice
    documents = files_since(notice.application, notice.noticed_at)
    data = plain(text=observation.text, observed_at=observation.observed_at, documents=documents)
    tell(notice.application, NoticeKind.OBSERVED, at=observation.observed_at, reference=str(notice.pk), data=data)


def written(message: Message) -> None:
    """The Chamber has written."""
    data = plain(text=message.text)
    tell(message.application, NoticeKind.MESSAGE_RECEIVED, at=message.at, reference=str(message.pk), data=data)


def change_asked(request: ChangeRequest, documents: list[dict[str, str]]) -> None:
    """The request as it was received."""
    data = plain(
        text=request.text, reason=request.reason, until_on=request.until_on, asked_at=request.asked_at, documents=documents
    )
    kind = ASKED[ChangeKind(request.kind)]
    tell(request.application, kind, at=request.asked_at, reference=str(request.pk), data=data)


def change_decided(decision: ChangeDecision) -> None:
    """What the Chamber answered, and the days that hold now."""
    request = decision.request
    data = plain(text=request.text, reason=decision.reason, until_on=decision.spend_until_on, due_on=decision.accounts_due_on)
    kind = DECIDED[ChangeKind(request.kind), ChangeState(decision.outcome)]
    tell(request.application, kind, at=decision.at, reference=str(request.pk), data=data)
