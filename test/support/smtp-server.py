"""An SMTP server for tests: aiosmtpd on a port of loopback, told what to do by one JSON argument.

Prints one line of JSON when it listens and one for each mail. Ends when its standard input does.
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

manner = json.loads(sys.argv[1])


def tell(fact):
    print(json.dumps(fact), flush=True)


def authenticate(server, session, envelope, mechanism, data):
    login = manner.get("login")
    known = (
        isinstance(data, LoginPassword)
        and login is not None
        and data.login.decode() == login["user"]
        and data.password.decode() == login["password"]
    )
    return AuthResult(success=known, handled=False, auth_data=login["user"] if known else None)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        refused = manner["refuse"].get("rcpt")
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        refused = manner["refuse"].get("data")
        if refused:
            return refused
        tell({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "data": envelope.original_content.decode("utf-8", "replace"),
            "tls": session.ssl is not None or manner["tls"] == "implicit",
            "user": session.auth_data,
        })
        return "250 OK"


def make(context):
    starttls = manner["tls"] in ("starttls", "starttls-required")
    return SMTP(
        Handler(),
        hostname="mail.test",
        enable_SMTPUTF8=True,
        tls_context=context if starttls else None,
        require_starttls=manner["tls"] == "starttls-required",
        authenticator=authenticate,
        auth_required=manner.get("login") is not None,
        auth_require_tls=starttls,
    )


async def serve():
    context = None
    if manner["tls"] != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(manner["certificateFile"], manner["keyFile"])
    loop = asyncio.get_running_loop()
    implicit = context if manner["tls"] == "implicit" else None
    server = await loop.create_server(lambda: make(context), "127.0.0.1", 0, ssl=implicit)
    tell({"port": server.sockets[0].getsockname()[1]})
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
