"""Composed floor: minimal real sync, client SQLite -> orjson arrays + zstd-1 over HTTP -> uvicorn raw ASGI (1 process) -> SQLite row table (WAL, synchronous=FULL), and back.
floor_sync.py [none|unicode61|trigram]; run in an empty folder; needs orjson, zstandard, uvicorn"""
import http.client, json, multiprocessing as mp, os, socket, sqlite3, subprocess, sys, time
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path.insert(0, HERE)
import orjson, zstandard
P = 8906; Z, U = zstandard.ZstdCompressor(1), zstandard.ZstdDecompressor()


def rm(n):
    for s in ("", "-wal", "-shm"):
        try: os.unlink(n + s)
        except OSError: pass


# ---- server (imported by uvicorn as floor_sync:app)
if os.environ.get("FLOOR_SERVER"):
    D = sqlite3.connect("srv.db", isolation_level=None)
    D.executescript("pragma journal_mode=wal;pragma synchronous=full;create table if not exists row(t int,id text,seq int,by text,data blob,primary key(t,id)) without rowid;create index if not exists rs on row(t,seq);create table if not exists ten(t integer primary key,seq int)")
    def handle(q):
        t, who, since, rows, lim = q; s0 = D.execute("select seq from ten where t=?", (t,)).fetchone(); seq = s0[0] if s0 else 0
        if rows:
            D.execute("begin immediate"); seq0 = seq; seq += len(rows)
            D.execute("insert into ten values(?,?) on conflict(t) do update set seq=excluded.seq", (t, seq))
            D.executemany("insert into row values(?,?,?,?,?) on conflict(t,id) do update set seq=excluded.seq,by=excluded.by,data=excluded.data", [(t, r[0], seq0 + 1 + i, who, orjson.dumps(r)) for i, r in enumerate(rows)])
            D.execute("commit")
        if since >= seq and not rows: return b'[%d,[],0]' % seq
        got = D.execute("select seq,data from row where t=? and seq>? and by<>? order by seq limit ?", (t, since, who, lim)).fetchall()
        more = len(got) == lim; return b'[%d,[%s],%d]' % (got[-1][0] if more else seq, b",".join(x[1] for x in got), more)
    async def app(scope, receive, send):
        if scope["type"] != "http": return
        b = []
        while True:
            m = await receive(); b.append(m.get("body", b""))
            if not m.get("more_body"): break
        out = Z.compress(handle(orjson.loads(U.decompress(b"".join(b)))))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(out))]}); await send({"type": "http.response.body", "body": out})
else:
    from floor_record import *
    F = list(rec(0)); UPS = f"insert into customer({','.join(F)}) values({','.join('?' * 20)}) on conflict(id) do update set " + ",".join(f"{f}=excluded.{f}" for f in F[1:])
    J = "json_array(" + ",".join("new." + f for f in F) + ")"
    FTS = sys.argv[1] if len(sys.argv) > 1 else "none"
    def client(name):
        rm(name); c = sqlite3.connect(name, isolation_level=None)
        c.executescript("pragma journal_mode=wal;pragma synchronous=normal;create table customer(id text primary key," + ",".join(F[1:]) + ");create index i1 on customer(owner,status,updated_at);create index i2 on customer(name);create index i3 on customer(mobile);create table outbox(seq integer primary key,id text,data text);create table st(since int);insert into st values(0);create table applying(x);")
        if FTS != "none":
            c.executescript(f"create virtual table fts using fts5(name,contact,address,remark,tokenize='{FTS}',content='customer',content_rowid='rowid');create trigger fi after insert on customer begin insert into fts(rowid,name,contact,address,remark) values(new.rowid,new.name,new.contact,new.address,new.remark);end;create trigger fu after update on customer begin insert into fts(fts,rowid,name,contact,address,remark) values('delete',old.rowid,old.name,old.contact,old.address,old.remark);insert into fts(rowid,name,contact,address,remark) values(new.rowid,new.name,new.contact,new.address,new.remark);end;")
        for ev in ("insert", "update"): c.execute(f"create trigger o{ev} after {ev} on customer when not exists(select 1 from applying) begin insert into outbox(id,data) values(new.id,{J});end")
        return c
    def local(c, rows): c.execute("begin"); c.executemany(UPS, rows); c.execute("commit")
    class H:
        def __init__(s): s.c = http.client.HTTPConnection("127.0.0.1", P); s.c.connect(); s.c.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        def call(s, b): s.c.request("POST", "/", Z.compress(b)); return orjson.loads(U.decompress(s.c.getresponse().read()))
    def sync(c, h, t, who, chunk=2000):
        n = 0
        while True:
            since = c.execute("select since from st").fetchone()[0]; ob = c.execute("select max(seq),data from outbox where seq<=(select min(seq)+? from outbox) group by id", (chunk - 1,)).fetchall()
            body = b'[%d,"%s",%d,[%s],%d]' % (t, who.encode(), since, ",".join(o[1] for o in ob).encode(), chunk)
            seq, rows, more = h.call(body)
            if rows or ob:
                c.execute("begin"); c.execute("insert into applying values(1)")
                c.executemany(UPS, rows); c.execute("delete from applying")
                if ob: c.execute("delete from outbox where seq<=?", (max(o[0] for o in ob),))
                c.execute("update st set since=?", (seq,)); c.execute("commit")
            n += len(rows)
            if not more and not (ob and c.execute("select 1 from outbox limit 1").fetchone()): return n
    def child(i, k, bar, q):
        c = sqlite3.connect(f"w{i}.db", isolation_level=None); c.execute("pragma synchronous=normal"); h = H(); r = sqlite3.connect(":memory:")
        h.call(orjson.dumps([100 + i, "other", 10**9, [list(rec(j, k + 1).values()) for j in range(300, 400)], 1]))
        local(c, [tuple(rec(j, 50 + k).values()) for j in range(200)] + [tuple(rec(10**6 + k * 50 + j).values()) for j in range(50)])
        bar.wait(); t = time.perf_counter(); n = sync(c, h, 100 + i, "me"); q.put((time.perf_counter() - t, n)); bar.wait()
    rm("srv.db"); srv = subprocess.Popen([sys.executable, "-m", "uvicorn", "floor_sync:app", "--app-dir", HERE, "--port", str(P), "--host", "127.0.0.1", "--log-level", "warning", "--no-access-log"], env=dict(os.environ, FLOOR_SERVER="1"))
    try:
        for _ in range(100):
            try: socket.create_connection(("127.0.0.1", P)).close(); break
            except OSError: time.sleep(.1)
        tag = "floor-fts-" + FTS; N = 10000; h = H(); rows = []
        for k in range(5):
            c = client("c.db"); local(c, [tuple(rec(i).values()) for i in range(N)]); m = Meter([srv.pid])
            with m: sync(c, h, k, "a")
            rows.append(m.row())
        emit(tag, "W1", rows); rows, r3, r4 = [], [], []
        for k in range(5):
            d = client("d.db"); m = Meter([srv.pid])
            with m: n = sync(d, h, k, "d")
            rows.append(m.row()); assert n == N == d.execute("select count(*) from customer").fetchone()[0]
        emit(tag, "W2", rows)
        for k in range(9):
            local(d, [tuple(rec(i, k + 1).values()) for i in range(300, 400)]); sync(d, h, 4, "d")
            local(c, [tuple(rec(i, 50 + k).values()) for i in range(200)] + [tuple(rec(10**6 + k * 50 + i).values()) for i in range(50)]); m = Meter([srv.pid])
            with m: n = sync(c, h, 4, "a")
            r3.append(m.row()); assert k == 0 or n == 100, n
            m = Meter([srv.pid])
            with m: sync(c, h, 4, "a")
            r4.append(m.row()); sync(d, h, 4, "d")
        assert c.execute("select id,updated_at from customer order by 1").fetchall() == d.execute("select id,updated_at from customer order by 1").fetchall()
        emit(tag, "W3", r3); emit(tag, "W4", r4); rows = []
        for i in range(20): w = client(f"w{i}.db"); local(w, [tuple(rec(j).values()) for j in range(500)]); sync(w, h, 100 + i, "me"); w.close()
        for k in range(5):
            bar, q = mp.Barrier(21), mp.Queue(); ps = [mp.Process(target=child, args=(i, k, bar, q)) for i in range(20)]; [p.start() for p in ps]
            while bar.n_waiting < 20: time.sleep(.02)
            m = Meter([srv.pid]); m.__enter__(); bar.wait(); L = [q.get() for _ in ps]; m.__exit__(); assert all(x[1] == 100 for x in L), L; r = m.row(); r["p50"] = sorted(x[0] for x in L)[10]; rows.append(r); bar.wait(); [p.join() for p in ps]
        emit(tag, "W5", rows)
    finally: srv.terminate(); srv.wait()
