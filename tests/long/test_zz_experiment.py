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
    house.until(lambda: (pulse() or since) > since, sec, what)
    print(what, "heard after", round(time.monotonic()-t,1), flush=True)
def test_outages(house, membership):
    house.env |= {"DJANGO_SETTINGS_MODULE":"rep_settings","PYTHONPATH":"/tmp"}
    v=house.broker(); w=house.worker(); b=house.beat()
    fresh(house, timezone.now(), 20, "start")
    for busy,kind,secs in [(0,"stop",8),(0,"stop",30),(0,"kill",3),(0,"idle",20),(1,"kill",1),(1,"stop",7),(1,"stop",20),(1,"kill",2),(1,"wipe",2)]:
        if busy:
            r=order_one(membership)
            house.until(lambda: state_of(r)=="running", 40, "begin")
            time.sleep(1.5)
        if kind=="stop":
            os.killpg(v.pid, signal.SIGSTOP); time.sleep(secs); os.killpg(v.pid, signal.SIGCONT)
        elif kind=="idle": time.sleep(secs)
        else:
            house.kill(v)
            if kind=="wipe":
                import shutil; shutil.rmtree(house.folder/"valkey")
            time.sleep(secs); v=house.broker()
        fresh(house, timezone.now(), 150, f"{busy} {kind} {secs}")
        if busy:
            house.until(lambda: state_of(r)=="done", 60, "done"); print("made",made(r))
