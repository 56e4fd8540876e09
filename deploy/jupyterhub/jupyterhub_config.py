"""JupyterHub 6 for several teams: a facilitator gets the meetings of the own teams, an analyst JupyterLab.

`jupyterhub -f jupyterhub_config.py`. What differs an organisation stands in the environment (deploy/systemd/) and,
for the sign-on, in a file of its own (MONITOR_AUTHENTICATOR_FILE). See docs/beheer.md. tests/hub runs this file.
"""

import os
import sys
from pathlib import Path

from monitorlib.server.spawning import TeamSpawner

c = get_config()  # JupyterHub gives it to its configuration, and load_subconfig too

# --- where
c.JupyterHub.bind_url = os.environ.get("MONITOR_HUB_BIND", "http://127.0.0.1:8000/")
c.JupyterHub.public_url = os.environ.get("MONITOR_HUB_ADDRESS", "")  # https://monitor.example.nl/
c.JupyterHub.hub_bind_url = os.environ.get("MONITOR_HUB_INTERNAL", "http://127.0.0.1:8081")
state = os.environ.get("MONITOR_HUB_STATE", "/var/lib/monitor-hub")
c.JupyterHub.db_url = f"sqlite:///{state}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{state}/jupyterhub_cookie_secret"
c.ConfigurableHTTPProxy.pid_file = f"{state}/jupyterhub-proxy.pid"
c.ConfigurableHTTPProxy.api_url = os.environ.get("MONITOR_PROXY_API", "http://127.0.0.1:8001")
c.ConfigurableHTTPProxy.command = [os.environ.get("MONITOR_PROXY", "configurable-http-proxy")]

# --- who: any authenticator of JupyterHub, by its name
c.JupyterHub.authenticator_class = os.environ.get("MONITOR_AUTHENTICATOR", "pam")
c.Authenticator.allow_all = True  # what somebody may do follows from the groups; without one nothing begins
c.Authenticator.admin_users = set()  # an administrator of the hub could open everybody's meeting
c.Authenticator.manage_groups = os.environ.get("MONITOR_MANAGE_GROUPS", "yes") == "yes"  # from the sign-on
if os.environ.get("MONITOR_AUTHENTICATOR_FILE"):
    load_subconfig(os.environ["MONITOR_AUTHENTICATOR_FILE"])

# --- what
c.JupyterHub.spawner_class = TeamSpawner
c.TeamSpawner.workspace = os.environ["MONITOR_WORKSPACE"]
c.TeamSpawner.groups_file = os.environ["MONITOR_GROUPS"]
c.TeamSpawner.language = os.environ.get("MONITOR_LANGUAGE", "nl")
if c.TeamSpawner.language == "nl":  # the hub's own pages are in English
    c.JupyterHub.template_paths = [str(Path(__file__).parent / "templates")]
c.TeamSpawner.viewer_account = os.environ.get("MONITOR_VIEWER_ACCOUNT", "")
c.TeamSpawner.analyst_account = os.environ.get("MONITOR_ANALYST_ACCOUNT", "")
c.Spawner.default_url = ""
c.Spawner.http_timeout = 60
c.Spawner.start_timeout = 60
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL", "PYTHONPATH"]
c.Spawner.disable_user_config = True

# --- how long: a page that nobody uses ends after an hour, and every one after half a day, so that somebody who
# left a group is out the next day at the latest
idle = ["--timeout=3600", "--cull-every=300", "--max-age=43200"]
if os.environ.get("MONITOR_CULL", "yes") == "yes":
    c.JupyterHub.services = [
        {"name": "idle-culler", "command": [sys.executable, "-m", "jupyterhub_idle_culler", *idle]}
    ]
    c.JupyterHub.load_roles = [
        {
            "name": "idle-culler",
            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
            "services": ["idle-culler"],
        }
    ]
