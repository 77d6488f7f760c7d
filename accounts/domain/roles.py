"""Roles as classes: what each may do, in words that the manager of a Chamber can read."""

from typing import ClassVar

from accounts.enums import Permission, Scope
from core.domain.wording import gettext_noop as _


class Role:
    """One way of taking part. Subclasses are the whole list; nothing else grants a permission."""

    code: ClassVar[str]
    label: ClassVar[str]
    description: ClassVar[str]
    scope: ClassVar[Scope]
    permissions: ClassVar[frozenset[Permission]]
    works_in_admin: ClassVar[bool] = True
    # Acts on a power of attorney: gives nothing before it is there, nor after its last day.
    needs_power_of_attorney: ClassVar[bool] = False


class Representative(Role):
    code, label, scope = "representative", _("Legale rappresentante"), Scope.FIRM
    description = _("Presenta domande e rendiconti per la propria impresa, accetta o rinuncia al contributo.")
    permissions = frozenset({Permission.PREPARE, Permission.APPLY, Permission.INVITE})
    works_in_admin = False


class Delegate(Role):
    code, label, scope = "delegate", _("Delegato dell’impresa"), Scope.FIRM
    description = _("Agisce per l’impresa che lo ha delegato con procura.")
    permissions = frozenset({Permission.PREPARE, Permission.APPLY})
    works_in_admin = False
    needs_power_of_attorney = True


class ApplicationDelegate(Role):
    code, label, scope = "application_delegate", _("Delegato per una domanda"), Scope.APPLICATION
    description = _("Agisce per l’impresa in una sola domanda, per la quale ha la procura.")
    permissions = frozenset({Permission.PREPARE, Permission.APPLY})
    works_in_admin = False
    needs_power_of_attorney = True


class Colleague(Role):
    code, label, scope = "colleague", _("Collaboratore dell’impresa"), Scope.FIRM
    description = _("Compila le domande dell’impresa e carica i documenti; non le conferma e non le invia.")
    permissions = frozenset({Permission.PREPARE})
    works_in_admin = False


class Officer(Role):
    code, label, scope = "officer", _("Istruttore della Camera"), Scope.CHAMBER
    description = _("Controlla domande e rendiconti della propria Camera, chiede integrazioni, ammette o respinge.")
    permissions = frozenset({Permission.READ_FILES, Permission.CHECK_FILES})


class ChamberDirector(Role):
    code, label, scope = "chamber_director", _("Dirigente della Camera (RUP)"), Scope.CHAMBER
    description = _("Assegna le pratiche agli istruttori e firma i pagamenti della propria Camera; non paga ciò che ha istruito.")
    permissions = frozenset({Permission.READ_FILES, Permission.ASSIGN_FILES, Permission.SIGN_PAYMENTS})


class Evaluator(Role):
    code, label, scope = "evaluator", _("Componente del Nucleo di valutazione"), Scope.EVERYWHERE
    description = _("Assegna i punteggi ai progetti ammessi; non valuta ciò che ha istruito.")
    permissions = frozenset({Permission.READ_FILES, Permission.SCORE})


class Operator(Role):
    code, label, scope = "operator", _("Operatore di Unioncamere"), Scope.EVERYWHERE
    description = _("Configura i bandi, segue e assegna le pratiche di tutte le Camere, prepara i rapporti.")
    permissions = frozenset(
        {
            Permission.READ_FILES,
            Permission.ASSIGN_FILES,
            Permission.CONFIGURE,
            Permission.MAKE_REPORTS,
            Permission.READ_REPORTS,
            Permission.FUND,
        }
    )


class Director(Role):
    code, label, scope = "director", _("Direttore di Unioncamere"), Scope.EVERYWHERE
    description = _("Adotta gli atti: pubblicazione, graduatoria, concessione, rifinanziamento.")
    permissions = frozenset({Permission.READ_FILES, Permission.SIGN_ACTS, Permission.MAKE_REPORTS, Permission.READ_REPORTS})


class Regione(Role):
    code, label, scope = "regione", _("Regione Lombardia"), Scope.EVERYWHERE
    description = _("Legge i rapporti e lo stato delle quote regionali.")
    permissions = frozenset({Permission.READ_REPORTS})


class Auditor(Role):
    code, label, scope = "auditor", _("Revisore"), Scope.EVERYWHERE
    description = _("Legge tutto, non modifica nulla.")
    permissions = frozenset({Permission.READ_FILES, Permission.READ_REPORTS, Permission.READ_TRAIL})


class Administrator(Role):
    code, label, scope = "administrator", _("Amministratore del portale"), Scope.EVERYWHERE
    description = _("Gestisce utenti e ruoli; non vede le pratiche.")
    permissions = frozenset({Permission.MANAGE_USERS, Permission.READ_TRAIL})


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        Representative,
        Delegate,
        ApplicationDelegate,
        Colleague,
        Officer,
        ChamberDirector,
        Evaluator,
        Operator,
        Director,
        Regione,
        Auditor,
        Administrator,
    )
}

# Roles of a firm's people, wherever in the firm they count; and those among them that act on a power of attorney.
OF_FIRMS = [code for code, role in ROLES.items() if role.scope in {Scope.FIRM, Scope.APPLICATION}]
BY_POWER_OF_ATTORNEY = [code for code, role in ROLES.items() if role.needs_power_of_attorney]
