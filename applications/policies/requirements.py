"""What the findings of the rules allow in a later phase: to admit, to grant, to pay."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from bando.domain.rules.engine import Rule, RuleFinding, blockers
from bando.enums import Outcome


def why_not_fulfilled(findings: Sequence[RuleFinding]) -> str | None:
    """A blocking rule that is not met stops the file where it is."""
    found = blockers(findings)
    if not found:
        return None
    return _("Requisito non soddisfatto. %(label)s: %(why)s") % {"label": found[0].rule.label, "why": found[0].explanation}


def why_not_conclude(findings: Sequence[RuleFinding], confirmed: Mapping[str, bool | None]) -> str | None:
    """The formal check ends well where all that blocks holds, and an officer has looked up what is left to the Chamber."""
    rules = [finding.rule for finding in findings]
    return why_not_fulfilled(findings) or why_not_concluded(rules, confirmed) or why_not_verified(findings, confirmed)


def why_not_concluded(rules: Iterable[Rule], words: Mapping[str, bool | None]) -> str | None:
    """No blocking rule on which the officer has the last word is open: asked and not answered, or not met."""
    for rule in rules:
        code = rule.confirms or rule.code
        if not rule.blocking or words.get(code, True):
            continue
        if words[code] is None:
            return _("Resta da chiudere «%(label)s»: avete chiesto una verifica, registrate come è andata.") % {
                "label": rule.label
            }
        return _("Dal vostro riscontro non risulta «%(label)s»: respingete, o registrate un nuovo riscontro.") % {
            "label": rule.label
        }
    return None


def why_not_verified(findings: Sequence[RuleFinding], confirmed: Mapping[str, bool | None]) -> str | None:
    """Nothing that blocks is still to be verified; `confirmed` is what officers have found, by what they confirm."""
    for finding in findings:
        if finding.rule.blocking and finding.outcome == Outcome.TO_VERIFY:
            word = confirmed.get(finding.rule.confirms or finding.code)
            if word is None:
                return _("Resta da verificare «%(label)s»: registrate nella pratica il riscontro della Camera.") % {
                    "label": finding.rule.label
                }
            if not word:
                return _("Dal riscontro della Camera non risulta: %(label)s.") % {"label": finding.rule.label}
    return None
