package dev.sqlane.lab.boots;

import dev.sqlane.lab.scenario.Stop;
import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.strategy.Strategy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The sandbox's own part of a boot, in another process: it opens the database for reporting only, inserts its run, a
 * metric sample at a time, marks the run as terminated and itself as stopped, and closes the database. Each statement is a
 * transaction of its own.
 */
public final class SandboxEnd {
    /** Metric samples of one sandbox. */
    static final int SAMPLES = 10;

    /**
     * The pause between samples. A real sandbox takes one each second; here only as much is left of it that other
     * sandboxes get in between.
     */
    static final int GAP_MILLIS = 5;

    private SandboxEnd() {}

    /** Runs all of it. {@code gapMillis} is the pause between samples. */
    public static void run(Strategy strategy, Path file, long sandbox, long gapMillis, Stop stop) throws SQLException {
        stop.check();
        try (Session session = strategy.openReporter(file)) {
            long run = session.write(
                    "insert run",
                    s -> s.insert(
                            "insert into run (sandbox_id, pid, status, started_at) values (?, ?, 'running', ?) returning id",
                            sandbox,
                            ProcessHandle.current().pid(),
                            HostBoot.now()));
            for (int position = 0; position < SAMPLES; position++) {
                stop.check();
                insertSample(session, run, position);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(gapMillis));
            }
            stop.check();
            HostBoot.changedOne(session.write(
                    "finish run",
                    s -> s.update(
                            "update run set status = 'terminated', exit_code = 0, terminated_at = ? where id = ?",
                            HostBoot.now(),
                            run)));
            stop.check();
            HostBoot.changedOne(session.write(
                    "finish sandbox",
                    s -> s.update(
                            "update sandbox set status = 'stopped', updated_at = ? where id = ?",
                            HostBoot.now(),
                            sandbox)));
        }
    }

    private static void insertSample(Session session, long run, int position) throws SQLException {
        session.write(
                "insert metric sample",
                s -> s.update(
                        "insert into metric_sample (run_id, position, sampled_at, cpu_percent, memory_bytes, disk_read_bytes,"
                                + " disk_write_bytes, net_received_bytes, net_sent_bytes) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        run,
                        position,
                        HostBoot.now(),
                        12.5 + position,
                        180_000_000L + position * 4_096L,
                        position * 1_048_576L,
                        position * 524_288L,
                        position * 65_536L,
                        position * 32_768L));
    }
}
