#!/usr/bin/env python3
"""Works out in DuckDB every total of every unit of the random institutions that `hasila bench institutions --out DIR` wrote, from units,
placements and figures alone, and compares them with the cube's: values, reported, expected and unexpected unit-periods.

    hasila bench institutions --out /tmp/institutions && .venv-bench/bin/python scripts/institutions.py /tmp/institutions

Exit code 0 only when all are equal. The rules are those of docs/PERFORMANCE.md and DESIGN "What a figure means"."""
import sys, time
import duckdb

folder = sys.argv[1]
started = time.perf_counter()
db = duckdb.connect()
db.execute("set threads = 2")
for name, types in {
    "units": "{'institution':'INT','unit':'VARCHAR','opened':'DATE','closed':'DATE','successor':'VARCHAR'}",
    "placements": "{'institution':'INT','unit':'VARCHAR','since':'DATE','parent':'VARCHAR'}",
    "figures": "{'institution':'INT','sequence':'INT','unit':'VARCHAR','indicator':'VARCHAR','period':'INT','cell':'INT','value':'BIGINT'}",
    "totals": "{'institution':'INT','unit':'VARCHAR','indicator':'VARCHAR','period':'INT','tree':'VARCHAR','value':'BIGINT',"
              "'reported':'INT','expected':'INT','unexpected':'INT'}",
}.items():
    db.execute(f"create table {name} as select * from read_csv('{folder}/{name}.csv', header=true, columns={types})")

db.execute("""
create table months as
    select m::int as period, make_date(2024, m::int, 1) as first, last_day(make_date(2024, m::int, 1)) as last
    from range(1, 13) t(m);
create table days as select period, last as day, 'then' as tree from months
    union all select 0, date '2024-12-31', 'end';

-- Where each unit stands on each day, also one that is not open: not yet open where it first stood, closed in its successor or where it
-- last stood. The first placement also holds before its day.
create table parent as
    with asked as (
        select u.institution, u.unit, d.period, d.tree, u.successor,
            case when u.closed <= d.day then u.closed - 1 when d.day < u.opened then u.opened else d.day end as reading,
            u.closed <= d.day and u.successor is not null as inherited
        from units u cross join days d),
    placed as (
        select a.institution, a.unit, a.period, a.tree, a.inherited, a.successor,
            coalesce(arg_max(p.parent, p.since) filter (p.since <= a.reading), arg_min(p.parent, p.since)) as stands
        from asked a left join placements p on p.institution = a.institution and p.unit = a.unit
        group by all)
    select institution, unit, period, tree, case when inherited then successor else stands end as parent from placed;

create table above as
    with recursive up as (
        select institution, period, tree, unit, unit as above from parent
        union all
        select up.institution, up.period, up.tree, up.unit, parent.parent
        from up join parent on parent.institution = up.institution and parent.period = up.period and parent.tree = up.tree
            and parent.unit = up.above
        where parent.parent is not null)
    select * from up;

-- The last figure of a cell counts; the cells of a unit and month add up, and the unit-month is reported when any has a value.
create table counted as
    with latest as (
        select institution, unit, indicator, period, cell, arg_max(struct_pack(v := value), sequence).v as value
        from figures group by all)
    select institution, unit, indicator, period, sum(value)::bigint as value from latest
    group by all having count(value) > 0;

-- Expected: units open in the month under which no open unit stood on the last day of it on which they were open.
create table standing as
    select p.institution, p.parent,
        greatest(case when row_number() over w = 1 then date '0001-01-01' else p.since end, coalesce(u.opened, date '0001-01-01')) as since,
        least(coalesce(lead(p.since) over w, date '9999-12-31'), coalesce(u.closed, date '9999-12-31')) as until
    from placements p join units u using (institution, unit)
    window w as (partition by p.institution, p.unit order by p.since);
create table expected as
    select u.institution, u.unit, m.period
    from units u cross join months m
    where coalesce(u.opened <= m.last, true) and coalesce(u.closed > m.first, true)
        and not exists (
            select 1 from standing s where s.institution = u.institution and s.parent = u.unit
                and s.since <= least(m.last, coalesce(u.closed - 1, m.last)) and s.until > least(m.last, coalesce(u.closed - 1, m.last)));

create table judged as
    with one as (
        select institution, unit, indicator, period, value, 1 as reported, 0 as expected, 0 as unexpected from counted
        union all
        select institution, unit, indicator, period, 0, 0, 1, 0 from expected cross join (values ('a'), ('b')) i(indicator)
        union all
        select c.institution, c.unit, c.indicator, c.period, 0, 0, 0, 1
        from counted c anti join expected e using (institution, unit, period)),
    risen as (
        select o.institution, a.above as unit, o.indicator, o.period, a.tree, o.value, o.reported, o.expected, o.unexpected
        from one o join above a on a.institution = o.institution and a.unit = o.unit
            and (a.tree = 'then' and a.period = o.period or a.tree = 'end')),
    spans as (
        select * from risen union all select * replace (0 as period) from risen)
    select institution, unit, indicator, period, tree, case when sum(reported) > 0 then sum(value)::bigint end as value,
        sum(reported)::int as reported, sum(expected)::int as expected, sum(unexpected)::int as unexpected
    from spans group by institution, unit, indicator, period, tree;
""")

compared, institutions = db.execute("select count(*), count(distinct institution) from totals").fetchone()
differences = db.execute("""
    select t.*, j.value as duckdb_value, j.reported as duckdb_reported, j.expected as duckdb_expected, j.unexpected as duckdb_unexpected
    from totals t left join judged j using (institution, unit, indicator, period, tree)
    where t.value is distinct from j.value or t.reported <> coalesce(j.reported, 0) or t.expected <> coalesce(j.expected, 0)
        or t.unexpected <> coalesce(j.unexpected, 0)
    order by all limit 20""").fetchall()
forgotten = db.execute("""
    select count(*) from judged j anti join totals t using (institution, unit, indicator, period, tree)""").fetchone()[0]
print(f"{institutions} institutions, {compared} totals compared with DuckDB {duckdb.__version__}: "
      f"{len(differences)} differ{' (or more)' if len(differences) == 20 else ''}, {forgotten} not given; "
      f"{time.perf_counter() - started:.1f} s")
for row in differences:
    print(row)
sys.exit(1 if differences or forgotten else 0)
