"""Every setting, from the environment, in one place.

`LIANXIN_HOME` (default: ./var) holds what an installation owns: keys, database, attachments.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("LIANXIN_HOME", "var")).resolve()


def _env(name: str, default: str = "") -> str:
    return os.environ.get(f"LIANXIN_{name}", default)


def key_file(name: str) -> str:
    """The secret of this name; made once, readable by the service's own user only."""
    if given := _env(f"{name.upper()}_KEY"):
        return given
    path = HOME / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # a sister process was faster; its key is the key
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()


DEBUG = _env("DEBUG") == "1"
SECRET_KEY = key_file("session")
FIELD_KEYS = [k for k in _env("FIELD_KEYS").split(",") if k] or [key_file("field")]  # newest first
INDEX_KEY = key_file("index")
ALLOWED_HOSTS = _env("HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in _env("ORIGINS").split(",") if o]
PUBLIC_URL = _env("URL", f"http://127.0.0.1:{os.environ.get('PORT') or 8000}")

# The public log. Its name is for ever: another name is another log.
LOG_ORIGIN = _env("LOG_ORIGIN") or _env("URL", "127.0.0.1:8000").split("://", 1)[-1].rstrip("/") + "/log"
LOG_DIR = HOME / "log"  # public: a web server may serve it as it stands
LOG_KEYS = HOME / "keys"  # log.keys (private), log.public
LOG_DELAY_HOURS = int(_env("LOG_DELAY_HOURS", "24"))  # what a receipt promises
LOG_WITNESS_MAILS = [a for a in _env("LOG_WITNESS_MAILS").split(",") if a]
LOG_WITNESS_KEYS = [
    k for k in _env("LOG_WITNESS_KEYS").split(",") if k
]  # their public keys, to show cosignatures

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "ninja",
    "lianxin",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "lianxin.api.errors.OneShape",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lianxin.web.kiosk.Kiosk",
    "django_htmx.middleware.HtmxMiddleware",
    "lianxin.web.pages.OneDirectory",
    "lianxin.web.pages.RefusalMiddleware",
]

ROOT_URLCONF = "lianxin.urls"
WSGI_APPLICATION = "lianxin.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "lianxin.web.pages.office",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lianxin.web.tags",
                "lianxin.web.list_rows",
                "lianxin.web.file_parts",
                "lianxin.web.terms",
                "lianxin.web.log.tags",
                "lianxin.web.staff.menu",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that a control can be drawn our way

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'lianxin.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits its turn instead of failing half-way
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA cache_size=-65536;",
    }
else:
    # Plans are kept per connection; a transaction pooler in front would need LIANXIN_PREPARE=0.
    # Compiling a query of a few milliseconds costs far more than it saves.
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options.update(prepare_threshold=int(_env("PREPARE", "5")) or None, options="-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "lianxin.Account"
AUTHENTICATION_BACKENDS = ["lianxin.web.auth.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "lianxin.web.auth.Accounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Lianxin"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
SESSION_ENGINE = "lianxin.web.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lianxin.web.pages.csrf_failure"
if PUBLIC_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lianxin.web.assets.HashedNames"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600  # of a file without a hash in its name; one with a hash is kept for ever
MEDIA_ROOT = HOME / "attachments"
ARCHIVE = HOME / "archive"  # packages of finished matters, locked; never swept
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "lianxin.web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 300  # a day's letters from the scanner, dropped at once

# What an office sets for itself; the law, its overlays and the office's own file are files, not settings.
TRUSTED_PROXIES = int(_env("PROXIES", "0"))  # reverse proxies whose X-Forwarded-For may be believed
VARIANT = _env(
    "VARIANT"
)  # "" is a county's petition office; tax, police, discipline, university, or an own folder
OFFICE_NAME = _env("OFFICE_NAME")  # empty: what the variant calls its office
OFFICE_ADDRESS, OFFICE_TELEPHONE, OFFICE_HOURS = (
    _env(f"OFFICE_{part}") for part in ("ADDRESS", "TELEPHONE", "HOURS")
)
KIOSK_SECONDS = int(_env("KIOSK_SECONDS", "120"))  # until a screen in the hall forgets who used it
OVERLAYS = [Path(p) for p in _env("OVERLAYS").split(":") if p]
PAPERS = Path(_env("PAPERS") or HOME / "papers")  # an office's own fonts, wordings, seals and pages.toml
_own = HOME / "office.toml"  # quiet hours, ways of sending, reception days, special fund
OFFICE_FILE = Path(_env("OFFICE")) if _env("OFFICE") else _own if _own.is_file() else None
CALENDARS = [Path(p) for p in _env("CALENDARS").split(":") if p]
ATTACHMENTS = Path(_env("ATTACHMENTS")) if _env("ATTACHMENTS") else None  # TOML over rules.attachments
CLAMD = _env("CLAMD")  # host:port or the path of clamd's socket; empty: files are not scanned
DOORS = Path(_env("DOORS")) if _env("DOORS") else None  # TOML over rules.doors: organs, addresses, telephones
PRESSURE = int(_env("PRESSURE", "100"))  # filings in a quarter of an hour at which a proof of work is asked
# Text engines suggest, people decide. "0" switches the suggested categories and the learning off.
# The shipped list of words knows the county's categories only.
SUGGEST_CATEGORY = _env("SUGGEST_CATEGORY", "0" if VARIANT else "1") == "1"
CATEGORY_WORDS = Path(_env("CATEGORY_WORDS")) if _env("CATEGORY_WORDS") else None  # an office's own list
TEXT_DIR = HOME / "text"  # what was learned, one file a night that brought something better
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": _env("LOG_LEVEL", "WARNING")},
}
