"""Run a command on a PostgreSQL and a Redis of its own: `python -m tests.faults.own_services make test`.

The servers are the fault tests' (services.py): on free ports, in temporary folders, in a hurry, gone at the end.
What listens at the standard ports is neither needed nor touched.
"""

import os
import subprocess
import sys

from tests.faults.services import Cluster, Missing, Redis


def main(command: list[str]) -> int:
    try:
        cluster, redis = Cluster(), Redis()
    except Missing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    try:
        env = {"DATABASE_URL": cluster.make_database("baiyi"), "REDIS_URL": redis.url}
        return subprocess.run(command, env=os.environ | env, check=False).returncode
    finally:
        cluster.remove()
        redis.remove()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
