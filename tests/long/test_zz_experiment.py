import os, signal, time, pytest
from smaajob.jobs.models import Pulse
from reports.models import Report
from django.utils import timezone
from tests.long.test_killed_worker import order_one, state_of, made
pytestmark=[pytest.mark.long, pytest.mark.django_db(transaction=True)]
def pulse():
    p=Pulse.objects.filter(name="worker").first(); return p and p.at
def fresh(house, since, sec, what):
    t=time.monotonic()
    try:
        house.until(lambda: (pulse() or since) > since, sec, what)
        print(what, "heard after", round(time.monotonic()-t,1), flush=True)
        return True
    except BaseException as e:
        print(what, "MUTE for", sec, flush=True)
        return False
def test_outages(house, membership):
    if os.environ.get("REP_SET"): house.env |= {"DJANGO_SETTINGS_MODULE":os.environ["REP_SET"],"PYTHONPATH":"/tmp"}
    v=house.broker(); w=house.worker(); b=house.beat()
    fresh(house, timezone.now(), 20, "start")
    for busy,kind,secs in eval(os.environ["REP_PLAN"]):
        if busy:
            r=order_one(membership)
            house.until(lambda: state_of(r)=="running", 40, "begin")
            time.sleep(1.5)
        if kind=="stop":
            os.killpg(v.pid, signal.SIGSTOP); time.sleep(secs); os.killpg(v.pid, signal.SIGCONT)
        else:
            house.kill(v)
            time.sleep(secs); v=house.broker()
        ok=fresh(house, timezone.now(), int(os.environ.get("REP_SEC","60")), f"{busy} {kind} {secs}")
        if busy:
            house.until(lambda: state_of(r)=="done", 60, "done"); print("made",made(r))
        if not ok: break
    os.system(f"grep -nE 'CRITICAL|ERROR|lost|Connected|Restoring|ready|watch' {house.folder}/worker.log | cut -c1-160")
