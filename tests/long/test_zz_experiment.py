import os, signal, time, pytest
from tests.long.test_killed_worker import *
from tests.long.test_killed_worker import test_valkey_away_and_back_while_twenty_orders_come_in as _a, test_a_worker_killed_while_it_draws_the_report_loses_and_doubles_nothing as _b
del test_valkey_away_and_back_while_twenty_orders_come_in, test_a_worker_killed_while_it_draws_the_report_loses_and_doubles_nothing
pytestmark=[pytest.mark.long, pytest.mark.django_db(transaction=True)]
def test_frozen(house, membership):
    v=house.broker()
    c=Consultant(house.web(), membership)
    programme = ProgrammeFactory.create(keeper=membership.organisation)
    c.order(programme,2001); print("up", c.slowest); c.slowest=0
    os.killpg(v.pid, signal.SIGSTOP)
    for y in (2002,2003):
        t=time.monotonic(); 
        try: c.order(programme,y)
        except Exception as e: print(e)
        print("frozen", time.monotonic()-t)
    t=time.monotonic(); print(c.get("/healthz")); print("frozen health", time.monotonic()-t)
    os.killpg(v.pid, signal.SIGCONT)
