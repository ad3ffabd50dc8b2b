package dev.sqlane.sqlite;

import dev.sqlane.DeadlineException;
import dev.sqlane.WaitInterruptedException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;

/**
 * Judges a run of {@link GroupSoakTest}: the acknowledged units, done one after another in the order of their numbers by a model, must
 * have led to what the database holds, and each unit, one that failed too, must have seen what the model has at its place.
 */
final class SoakHistory {
    /**
     * What the database holds at the end.
     *
     * @param entries unit to its rows, as {@code part/sequence}
     */
    record State(
            long counter,
            Map<Integer, List<String>> entries,
            Map<Integer, Integer> claims,
            Set<String> tables,
            long positiveHeap) {
        static State of(SqliteDatabase db) throws SQLException {
            return db.read(c -> {
                Map<Integer, List<String>> entries = new TreeMap<>();
                for (Object[] row : c.query("select unit, part, sequence from entry order by unit, part", row ->
                        new Object[] {row.getInt(1), row.getInt(2) + "/" + row.getLong(3)})) {
                    entries.computeIfAbsent((Integer) row[0], unit -> new ArrayList<>())
                            .add((String) row[1]);
                }
                Map<Integer, Integer> claims = new TreeMap<>();
                for (int[] row :
                        c.query("select key, unit from claim", row -> new int[] {row.getInt(1), row.getInt(2)})) {
                    claims.put(row[0], row[1]);
                }
                return new State(
                        c.queryValue("select n from counter", Long.class).orElseThrow(),
                        entries,
                        claims,
                        new TreeSet<>(c.query(
                                "select name from sqlite_schema where name like 'made%'", row -> row.getString(1))),
                        c.queryValue("select count(*) from heap where a > 0", Long.class)
                                .orElseThrow());
            });
        }
    }

    private final List<SoakUnit> units;
    private final State state;
    private final List<String> problems = new ArrayList<>();

    private SoakHistory(List<SoakUnit> units, State state) {
        this.units = units;
        this.state = state;
    }

    /** Returns what is wrong; nothing if all is well. */
    static List<String> problems(List<SoakUnit> units, State state) {
        SoakHistory history = new SoakHistory(units, state);
        history.judgeEach();
        history.judgeCallers();
        history.judgeOrder();
        return history.problems;
    }

    private void problem(SoakUnit unit, String what) {
        problems.add(what + ": " + unit);
    }

    // Each by itself --------------------------------------------------------------------------------------------------

    private void judgeEach() {
        for (SoakUnit unit : units) {
            if (unit.complaint != null) {
                problem(unit, unit.complaint);
            }
            if (isRefusal(unit)) {
                if (unit.runs != 0) {
                    problem(unit, "refused after it had run");
                }
            } else if (unit.runs == 0) {
                problem(unit, "never ran");
            } else {
                String wrong = unit.wrongOutcome();
                if (wrong != null) {
                    problem(unit, wrong);
                }
            }
            if (unit.runs > 1 && (!unit.task.replayable() || unit.task.alone())) {
                problem(unit, "must not run again");
            }
            if (unit.afterCommits.get() != (unit.acknowledged ? 1 : 0)) {
                problem(unit, "afterCommit ran " + unit.afterCommits + " times");
            }
            List<String> rows = state.entries().getOrDefault(unit.id, List.of());
            String sequence = "/" + unit.sequence;
            List<String> expected =
                    unit.acknowledged ? List.of("1" + sequence, "2" + sequence, "3" + sequence) : List.of();
            if (!rows.equals(expected)) {
                problem(unit, "left the rows " + rows);
            }
        }
        if (state.positiveHeap() != 0) {
            problems.add(state.positiveHeap() + " rows of interrupted writes are left");
        }
    }

    /** Tells whether a unit was refused before it ran, for a reason that its task and the test allow. */
    private static boolean isRefusal(SoakUnit unit) {
        return unit.delivered instanceof WaitInterruptedException
                || (unit.delivered instanceof CancellationException)
                || (unit.delivered instanceof DeadlineException
                        && unit.task.timeout().isPresent());
    }

    /** The acknowledged units of each caller were committed in the order in which it called. */
    private void judgeCallers() {
        Map<Integer, SoakUnit> last = new HashMap<>();
        for (SoakUnit unit : units) {
            if (unit.acknowledged) {
                SoakUnit before = last.put(unit.caller, unit);
                if (before != null && before.sequence >= unit.sequence) {
                    problem(unit, "committed before " + before);
                }
            }
        }
    }

    // All in order ----------------------------------------------------------------------------------------------------

    private void judgeOrder() {
        List<SoakUnit> committed = units.stream()
                .filter(unit -> unit.acknowledged)
                .sorted(Comparator.comparingLong(unit -> unit.sequence))
                .toList();
        Map<Long, List<SoakUnit>> failedAt = new HashMap<>();
        for (SoakUnit unit : units) {
            if (!unit.acknowledged && unit.seen >= 0) {
                failedAt.computeIfAbsent(unit.seen, number -> new ArrayList<>()).add(unit);
            }
        }
        Map<Integer, Integer> claims = new TreeMap<>();
        Set<String> tables = new TreeSet<>();
        long number = 0;
        judgeFailed(failedAt, number, claims);
        for (SoakUnit unit : committed) {
            number++;
            if (unit.sequence != number || unit.seen != number - 1) {
                problem(unit, "expected number " + number);
                return;
            }
            judgeOwner(unit, claims);
            apply(unit, claims, tables);
            judgeFailed(failedAt, number, claims);
        }
        failedAt.values().forEach(left -> left.forEach(unit -> problem(unit, "saw a count that nobody committed")));
        if (state.counter() != number) {
            problems.add("the counter is " + state.counter() + " after " + number + " units");
        }
        if (!state.claims().equals(claims)) {
            problems.add("claims " + state.claims() + ", expected " + claims);
        }
        if (!state.tables().equals(tables)) {
            problems.add("tables " + state.tables() + ", expected " + tables);
        }
        int unitsWithRows = state.entries().size();
        if (unitsWithRows != committed.size()) {
            problems.add(unitsWithRows + " units left rows, but " + committed.size() + " were acknowledged");
        }
    }

    private void judgeFailed(Map<Long, List<SoakUnit>> failedAt, long number, Map<Integer, Integer> claims) {
        List<SoakUnit> failed = failedAt.remove(number);
        if (failed != null) {
            failed.forEach(unit -> judgeOwner(unit, claims));
        }
    }

    private void judgeOwner(SoakUnit unit, Map<Integer, Integer> claims) {
        int owner = claims.getOrDefault(unit.key, 0);
        if (unit.owner != owner) {
            problem(unit, "its key belonged to " + owner);
        }
    }

    private void apply(SoakUnit unit, Map<Integer, Integer> claims, Set<String> tables) {
        switch (unit.kind) {
            case CLAIM, CLAIM_CAUGHT, CLAIM_OR_ROLLBACK -> claims.putIfAbsent(unit.key, unit.id);
            case CLAIM_REPLACE -> claims.put(unit.key, unit.id);
            case CLAIM_FIRST_TIME_ONLY -> {
                if (unit.runs == 1) {
                    claims.put(unit.key, unit.id);
                }
            }
            case RELEASE -> claims.remove(unit.key);
            case CREATE, DEFERRED_TABLE -> tables.add("made_" + unit.id);
            case DROP -> {
                String dropped = unit.dropped;
                if (dropped == null ? !tables.isEmpty() : !tables.remove(dropped)) {
                    problem(unit, "dropped " + dropped + " of " + tables);
                }
            }
            default -> {}
        }
    }
}
