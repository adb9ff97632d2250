"""A real nginx over a folder of documents, with everything it needs in that folder: no root, no system's configuration. And certificates."""

import json
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import lib

PROGRAM = next((path for path in (shutil.which("nginx"), "/usr/sbin/nginx") if path and os.access(path, os.X_OK)), None)

CONFIGURATION = """
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
{user}
events {{ worker_connections 256; }}
http {{
  types {{ application/rss+xml xml; }}
  default_type application/rss+xml;
  gzip on;
  gzip_types application/rss+xml;
  gzip_min_length 1;
  {temporary}
  log_format seen escape=json '{{"port":"$server_port","path":"$uri","status":$status,"match":"$http_if_none_match","since":"$http_if_modified_since",'
    '"encoding":"$http_accept_encoding","agent":"$http_user_agent","etag":"$sent_http_etag","modified":"$sent_http_last_modified","sent":$body_bytes_sent,'
    '"encoded":"$sent_http_content_encoding","requests":$connection_requests}}';
  access_log {folder}/access.log seen;
  root {folder}/documents;
  server {{ listen 0.0.0.0:{plain}; location /plain/ {{ gzip off; }} }}
  {secure}
}}
"""


def free_ports(count):
    """Ports that nobody listens on; nobody keeps them either, so whoever uses them must be ready to try again."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("0.0.0.0", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Nginx:
    """Serves `folder`/documents over HTTP, and over HTTPS once for each name in `certificates` ({name: (certificate, key)})."""

    def __init__(self, test, certificates=None):
        if PROGRAM is None:
            raise AssertionError("nginx is not here; deploy/install-dependencies.sh installs it")
        self.folder = lib.temporary_folder(test)
        (self.folder / "documents/plain").mkdir(parents=True)  # never compressed
        self.certificates = certificates or {}
        for _ in range(5):
            if self.start():
                break
        else:
            raise AssertionError(f"nginx does not start:\n{(self.folder / 'error.log').read_text()}")
        test.addCleanup(self.stop)

    def start(self):
        self.plain, *ports = free_ports(1 + len(self.certificates))
        self.secure = dict(zip(self.certificates, ports))
        temporary = "\n  ".join(f"{name}_temp_path {self.folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "scgi", "uwsgi"))
        secure = "\n  ".join(f"server {{ listen 0.0.0.0:{port} ssl http2; ssl_certificate {self.certificates[name][0]}; ssl_certificate_key {self.certificates[name][1]}; location /plain/ {{ gzip off; }} }}"
                             for name, port in self.secure.items())
        # Without a name nginx gives its workers to a user that may not look into this folder.
        user = "user root root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(CONFIGURATION.format(folder=self.folder, plain=self.plain, secure=secure, temporary=temporary, user=user))
        self.process = subprocess.Popen([PROGRAM, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", str(self.folder / "error.log")],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def ready():
            if self.process.poll() is not None:
                return "ended"
            with socket.socket() as probe:
                return "listens" if probe.connect_ex(("127.0.0.1", self.plain)) == 0 else None

        return lib.wait_for(ready, "nginx to listen") == "listens"

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(lib.DEADLINE)

    def write(self, name, content):
        """Replaces a document at once: no request sees half of it."""
        path = self.folder / "documents" / name
        beside = path.with_suffix(".new")
        beside.write_bytes(content)
        os.replace(beside, path)

    def seen(self, path=None, port=None):
        """What nginx wrote into its log: one dictionary a request."""
        try:
            lines = (self.folder / "access.log").read_text(encoding="utf-8").splitlines(keepends=True)
        except FileNotFoundError:
            return []
        entries = [json.loads(line) for line in lines if line.endswith("\n")]
        return [entry for entry in entries if path in (None, entry["path"]) and port in (None, int(entry["port"]))]


class Authority:
    """A certificate authority of the test's own."""

    def __init__(self, folder, name="test authority"):
        self.folder = Path(folder)
        self.certificate = self.folder / "ca.pem"
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
                     "-subj", f"/CN={name}", "-days", "2")
        (self.folder / "index.txt").write_text("")
        (self.folder / "ca.cnf").write_text(f"[ca]\ndefault_ca=all\n[all]\ndatabase={self.folder}/index.txt\nnew_certs_dir={self.folder}\nrand_serial=yes\n"
                                            "default_md=sha256\npolicy=any\ncopy_extensions=copy\nunique_subject=no\n[any]\ncommonName=supplied\n")

    def openssl(self, *arguments):
        made = subprocess.run(["openssl", *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if made.returncode != 0:
            raise AssertionError(f"openssl {' '.join(map(str, arguments))}: {made.stderr}")

    def issue(self, name, hosts, begin="20200101000000Z", end="20991231235959Z", signed=True):
        """(certificate, key) for hosts such as "DNS:a.example" and "IP:127.0.0.1"; signed by the authority, or by itself."""
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key", "-subj", f"/CN={name}",
               "-addext", "subjectAltName=" + ",".join(hosts))
        if signed:
            self.openssl("req", "-new", *key, "-out", f"{name}.csr")
            self.openssl("ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", f"{name}.csr", "-out", f"{name}.pem",
                         "-startdate", begin, "-enddate", end, "-notext")
        else:
            self.openssl("req", "-x509", *key, "-out", f"{name}.pem", "-days", "2")
        return self.folder / f"{name}.pem", self.folder / f"{name}.key"
