import time, pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.campaigns.samples import running_campaign
from tests.disputes.grown import grow
from tests.test_statements import analyze
@pytest.mark.django_db
def test_x(force, sign_in):
    running_campaign(force)
    c=sign_in(force.people['office'])
    for total in (200,10000):
        grow(force,total); analyze()
        for url in ("/disputes/?tab=all","/disputes/funnel/?since=2026-01-01&until=2026-06-10"):
            for _ in range(3): c.get(url)
            t=[]
            for _ in range(5):
                a=time.perf_counter(); c.get(url); t.append(time.perf_counter()-a)
            with CaptureQueriesContext(connection) as q: c.get(url)
            print('\n',total,url,sorted(t)[2])
            for s in q.captured_queries: 
                if float(s['time'])>=0.002: print('   ',s['time'],s['sql'][:110].replace('\n',' '))
