"""The WSGI entry point served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from config.warm import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_wsgi_application()
warm()
