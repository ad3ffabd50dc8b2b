package dev.sqlane.lab.stall;

import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.strategy.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A query that keeps SQLite computing for about a given time: it counts, in SQL. */
record LongRead(long steps) {
    private static final long TRIAL_STEPS = 2_000_000;

    private static String sql(long steps) {
        return "with recursive counted (n) as (select 1 union all select n + 1 from counted where n < " + steps
                + ") select count(*) from counted";
    }

    /** Measures how fast this machine counts. */
    static LongRead lasting(Duration length, Path scratch) throws SQLException {
        try (PlainFile file = PlainFile.create(scratch, List.of())) {
            file.number(sql(TRIAL_STEPS / 10));
            long begin = System.nanoTime();
            file.number(sql(TRIAL_STEPS));
            double nanosPerStep = (double) (System.nanoTime() - begin) / TRIAL_STEPS;
            return new LongRead(Math.max(1, Math.round(length.toNanos() / nanosPerStep)));
        }
    }

    void run(Session session) throws SQLException {
        long counted =
                session.read(s -> s.queryOne(sql(steps), row -> row.number(1)).orElseThrow());
        if (counted != steps) {
            throw new IllegalStateException("counted " + counted + " instead of " + steps);
        }
    }
}
