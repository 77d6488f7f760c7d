"""Which worker does what, and what is swept how often (seconds)."""

from celery.schedules import crontab

ROUTES = {
    "applications.tasks.sweep_receipts": {"queue": "pdf"},
    "applications.tasks.make_form": {"queue": "pdf"},
    "applications.tasks.sweep_minutes": {"queue": "pdf"},
    "applications.tasks.sweep_letters": {"queue": "pdf"},
    "disbursement.tasks.sweep_certificates": {"queue": "pdf"},
    "disbursement.tasks.sweep_sample_minutes": {"queue": "pdf"},
    "reports.tasks.produce": {"queue": "pdf"},
    "reports.tasks.seal": {"queue": "pdf"},
    "reports.tasks.put_on_paper": {"queue": "pdf"},
    "core.tasks.send_mail": {"queue": "mail"},
    "applications.tasks.post_notices": {"queue": "mail"},
}
# Rows before tasks: each of these finds work that a lost task left behind. Who sends an application hurries nothing:
# its receipt and its messages wait for the sweep, which is why they are swept often.
SCHEDULE = {
    "mail": {"task": "core.tasks.send_mail", "schedule": 20.0},
    "notices": {"task": "applications.tasks.post_notices", "schedule": 5.0},
    "receipts": {"task": "applications.tasks.sweep_receipts", "schedule": 5.0},
    "forms": {"task": "applications.tasks.sweep_forms", "schedule": 5.0},
    "letters": {"task": "applications.tasks.sweep_letters", "schedule": 20.0},
    "minutes": {"task": "applications.tasks.sweep_minutes", "schedule": 20.0},
    "certificates": {"task": "disbursement.tasks.sweep_certificates", "schedule": 600.0},
    "bank-files": {"task": "disbursement.tasks.sweep_bank_files", "schedule": 20.0},
    "minutes-of-draws": {"task": "disbursement.tasks.sweep_sample_minutes", "schedule": 20.0},
    "reports": {"task": "reports.tasks.sweep_runs", "schedule": 20.0},
    "reports-to-seal": {"task": "reports.tasks.sweep_seals", "schedule": 60.0},
    "orders-on-paper": {"task": "reports.tasks.sweep_order_papers", "schedule": 60.0},
    "reports-due": {"task": "reports.tasks.draft_due", "schedule": 3600.0},
    "reports-kept": {"task": "reports.tasks.discard_files", "schedule": 3600.0},
    "quarantine": {"task": "applications.tasks.sweep_quarantine", "schedule": 60.0},
    "quarantine-of-accounts": {"task": "disbursement.tasks.sweep_quarantine", "schedule": 60.0},
    # Reads every file of a report that is kept: at night, and whenever beat was started anew during the day.
    "reports-looked-at": {"task": "reports.tasks.watch_files", "schedule": crontab(hour="2", minute="30")},
    "jobs": {"task": "core.tasks.sweep_jobs", "schedule": 20.0},
    "ledger": {"task": "bando.tasks.check_ledger", "schedule": 3600.0},
    "ledger-of-open-calls": {"task": "bando.tasks.watch_ledger", "schedule": 60.0},
    # Reads every content that was ever sent: once a day.
    "chains": {"task": "applications.tasks.check_chains", "schedule": 86400.0},
    "reminders": {"task": "applications.tasks.remind", "schedule": 600.0},
    "instalments": {"task": "disbursement.tasks.remind", "schedule": 600.0},
    "observations": {"task": "applications.tasks.expire_observations", "schedule": 600.0},
    "acceptances": {"task": "applications.tasks.expire_acceptances", "schedule": 600.0},
    "integrations": {"task": "applications.tasks.expire_integrations", "schedule": 600.0},
}
