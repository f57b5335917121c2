# SPDX-License-Identifier: Apache-2.0
"""Django's settings, derived from the environment (`comity.site.environment` lists the variables).

There is no admin, and an account says who somebody is and never what they may do: roles are folded from the council's
history. No page loads anything from a third party, and none may run a script or a style inside the page (see
`comity.site.headers`).
"""

from __future__ import annotations

import os
from pathlib import Path

from comity.site import environment

COMITY = environment.read(os.environ)
COMITY_SAMPLE = COMITY.sample
COMITY_EMERGENCY, COMITY_NOT_HERE = COMITY.emergency, COMITY.not_here
COMITY_REPLAYED = COMITY.replayed
COMITY_COURT = "comity.site.court.here"  # what the pages ask of the house (comity.desk.court)
COMITY_PORTER = "comity.site.porter.here"  # what the accounts ask of it (comity.edge.accounts.porter)
COMITY_PROOF = "comity.edge.accounts.proof.recent"  # who has just shown who they are (comity.edge.web.session)
COMITY_RECEIPTS = "comity.edge.web.locator"  # how receipts are drawn and read (comity.edge.api.door)
COMITY_HOOKS = "comity.site.watch_sources.hears"  # the hooks of platforms, and where what they say waits
COMITY_INBOX = "comity.site.watch_live.inbox"  # (comity.edge.api.hooks)
COMITY_API = "comity.edge.api.document.document"  # what the page of the interface is made from
_PACKAGE = Path(__file__).resolve().parent.parent
_ONE_YEAR_IN_SECONDS = 31_536_000
_HOUR, _MINUTE = 3600, 60

SECRET_KEY = COMITY.secret_key
DEBUG = False
ALLOWED_HOSTS = sorted({COMITY.public_host, COMITY.bind.host, "127.0.0.1", "localhost"})
CSRF_TRUSTED_ORIGINS = [COMITY.public_url]

INSTALLED_APPS = [
    "django.contrib.contenttypes",  # needed by django.contrib.auth, and for nothing else
    "django.contrib.auth",  # needed by allauth; its groups and permissions stay unused
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "comity.edge.store",
    "comity.edge.accounts",
    "comity.edge.api",
    "comity.edge.stream",
    "comity.edge.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "comity.site.headers.ContentPolicy",
    "comity.site.hearing.HearsOut",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "comity.edge.web.scripted.TellsWhereTo",
    "comity.edge.web.voted.MarksTheLaw",
    "comity.edge.web.answers.InPlainWords",
    "comity.edge.api.problems.InProblemDocuments",
]
CSRF_FAILURE_VIEW = "comity.edge.web.answers.stranger"
ROOT_URLCONF = "comity.site.urls"
WSGI_APPLICATION = "comity.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "comity.edge.web.beam.around",
            ]
        },
    }
]

DATABASES = {"default": dict(COMITY.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who comes in, and how (docs/decisions, accounts): a passkey or a code by letter, never a password, never a sign-up.
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "landing"
ACCOUNT_ADAPTER, MFA_ADAPTER = "comity.edge.accounts.adapter.Entrance", "comity.edge.accounts.adapter.Second"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"email"}, ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"  # the first code that is typed verifies it
ACCOUNT_LOGIN_BY_CODE_ENABLED, ACCOUNT_LOGIN_BY_CODE_TIMEOUT = True, 15 * _MINUTE
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 30 * _MINUTE
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letter to somebody whom a stranger named
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * _MINUTE
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Council"  # an app on a phone that others see tells no more
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not COMITY.encrypted
MFA_FORMS = {
    "login_webauthn": "comity.edge.accounts.forms.LoginByKey",
    "authenticate_webauthn": "comity.edge.accounts.forms.SecondByKey",
    "reauthenticate_webauthn": "comity.edge.accounts.forms.AgainByKey",
    "add_webauthn": "comity.edge.accounts.forms.AddKey",
    "edit_webauthn": "comity.edge.accounts.forms.RenameKey",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if COMITY.encrypted else 0  # TLS is ended by the operator's proxy
CACHES = {  # rate limits are counted here, for all processes of the server together
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "counted",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("ar", "العربية")]
LOCALE_PATHS = [_PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

FILE_UPLOAD_HANDLERS = ["comity.edge.web.arriving.Arriving"]  # sealed while they arrive, or kept nowhere (P21)

STATIC_URL = "/static/"
STATIC_ROOT = COMITY.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What a browser is told. Over TLS the cookies and the year-long promise of TLS follow.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "comity.edge.accounts.sessions"
SESSION_COOKIE_NAME = "comity-session"
SESSION_COOKIE_AGE = 12 * _HOUR
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None  # forgotten with the browser's window: a reporter's machine keeps nothing of us (P2)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = COMITY.encrypted
SECURE_HSTS_SECONDS = _ONE_YEAR_IN_SECONDS if COMITY.encrypted else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if COMITY.encrypted else None

DEFAULT_FROM_EMAIL = SERVER_EMAIL = COMITY.mail_from
globals().update(COMITY.mail)  # EMAIL_*: which of them, depends on how mail travels

# No request body, no page, no letter and no address reaches a log (P21): a line says what failed and where.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "comity.site.logs.Line", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "filters": {"addresses": {"()": "comity.site.logs.WithoutAddresses"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["addresses"]}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "comity": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
