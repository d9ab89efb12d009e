"""Make the database of the CI run afresh on the PostgreSQL of 127.0.0.1:5432 and print its address.

Connects as in CI_POSTGRES_URL, or as `postgres` over TCP; where the server wants a password, root first gives itself a
role.
"""

import os
import subprocess
import sys

import psycopg2

NAME = "baiyi_ci"
SERVER = "postgres://postgres@127.0.0.1:5432"
OWN_ROLE = f"postgres://{NAME}:{NAME}@127.0.0.1:5432"
MAKE_ROLE = (
    f"DROP DATABASE IF EXISTS {NAME}; DROP ROLE IF EXISTS {NAME}; CREATE ROLE {NAME} LOGIN SUPERUSER PASSWORD '{NAME}'"
)


def server() -> str:
    """The first address that lets us in."""
    for candidate in filter(None, (os.environ.get("CI_POSTGRES_URL"), SERVER, OWN_ROLE)):
        if admits(candidate):
            return candidate.rstrip("/")
    make_own_role()
    return OWN_ROLE


def admits(address: str) -> bool:
    try:
        psycopg2.connect(f"{address}/postgres", connect_timeout=5).close()
    except psycopg2.OperationalError:
        return False
    return True


def make_own_role() -> None:
    """Over the local socket, as the system user postgres."""
    for statement in MAKE_ROLE.split("; "):
        command = ["su", "postgres", "-s", "/bin/sh", "-c", f'psql --quiet --command "{statement}"']
        subprocess.run(command, check=True, cwd="/", stdout=sys.stderr)  # noqa: S603 - fixed words


def main() -> None:
    address = server()
    connection = psycopg2.connect(f"{address}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
    connection.close()
    sys.stdout.write(f"{address}/{NAME}\n")


if __name__ == "__main__":
    main()
