import smtplib
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

from clinic.launch import children, programs, servers


def test_catcher_keeps_each_message_as_a_file_of_its_own(tmp_path):
    port = servers.free_port()
    catcher = children.start(
        "mail",
        [sys.executable, "-m", "clinic.launch.mail_catcher", tmp_path / "mail", port],
        run_folder=tmp_path / "run",
        log_file=tmp_path / "mail.log",
    )
    try:
        children.must_answer(catcher, lambda: programs.is_taken(port), within=20, what="The mail catcher")
        with smtplib.SMTP("127.0.0.1", port) as server:
            for subject in ("Mañana", "Next week"):
                message = EmailMessage()
                message["From"], message["To"], message["Subject"] = (
                    "hello@example.org",
                    "luis@example.org",
                    subject,
                )
                message.set_content("8:00, Federal Plaza.\n")
                server.send_message(message)
    finally:
        catcher.stop()

    files = list((tmp_path / "mail").glob("*.eml"))
    kept = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert {message["Subject"] for message in kept} == {"Mañana", "Next week"}
    assert {message.get_content().strip() for message in kept} == {"8:00, Federal Plaza."}
    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
    assert not programs.is_taken(port)
