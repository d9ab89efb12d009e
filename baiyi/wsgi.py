"""WSGI entry point, served by baiyi.jobs.webserver."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baiyi.settings")

application = get_wsgi_application()
