"""Entry for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
application = get_wsgi_application()
# A page makes thousands of short-lived objects: look for garbage less often, and not in what stays for good.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
