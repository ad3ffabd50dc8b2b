package dev.sqlane.sqlite;

import dev.sqlane.ClosedException;
import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.WriteConnection;
import dev.sqlane.sqlite.Threads.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs in a child process whose {@code fdatasync} and {@code fsync} of the write-ahead log fail as often as the first character of a
 * control file says, {@code *} for always; see {@link CommitFailureTest}. Prints one line for each unit.
 */
final class CommitFailureProgram implements AutoCloseable {
    private final Path control;
    private final BlockingQueue<String> waits = new LinkedBlockingQueue<>();
    private final SqliteDatabase db;

    /** Which unit of a group fails by itself; none of that name fails none. */
    private volatile String failing = "nobody";

    /** Counted down when the holder runs for the second time, where it then stays until the database is closed; null if it need not. */
    private volatile @Nullable CountDownLatch stuck;

    private CommitFailureProgram(Path control, Path file) throws SQLException {
        this.control = control;
        this.db = Sqlite.builder(file)
                .synchronous(Synchronous.FULL)
                .maxGroupTime(Duration.ofSeconds(1))
                .closeTimeout(Duration.ZERO)
                .events(new Events() {
                    @Override
                    public void waitStarted(Role role, Task task) {
                        waits.add(task.name());
                    }
                })
                .open();
        db.run(c -> c.script("""
                create table item (name text unique);
                create table echo (name text unique);
                """));
    }

    /** The arguments are the case, the control file and the database. */
    public static void main(String[] arguments) throws Exception {
        try (CommitFailureProgram program = new CommitFailureProgram(Path.of(arguments[1]), Path.of(arguments[2]))) {
            switch (arguments[0]) {
                case "single" -> program.single();
                case "group" -> {
                    program.group("fails once", "1");
                    program.group("fails twice", "2");
                    program.group("fails always", "*");
                }
                case "own failure" -> {
                    program.failing = "b";
                    program.group("fails once", "1");
                    program.group("fails always", "*");
                }
                case "closed meanwhile" -> {
                    program.closedMeanwhile();
                    say("closed");
                    return;
                }
                case "killed" -> {
                    program.group("fails always", "*");
                    Runtime.getRuntime().halt(0);
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
            program.end();
        }
        say("closed");
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }

    /** Marks the program's own lines, since a log may share standard output. */
    private static void say(String line) {
        System.out.println("> " + line);
    }

    private void single() throws Exception {
        attempt("fails once", "1", Task.named("once"));
        attempt("fails always", "9", Task.named("always"));
        attempt("not replayable", "1", Task.named("not replayable").withoutReplay());
    }

    /** The failures are over: the database goes on. */
    private void end() throws Exception {
        attempt("afterwards", "0", Task.named("afterwards"));
        say("rows " + db.query("select name from item order by rowid", row -> row.getString(1)));
        say("replayed " + db.stats().replayed());
        Invariants.check(db);
    }

    private void attempt(String name, String failures, Task task) throws Exception {
        Files.writeString(control, failures);
        try {
            say(outcome(task, name, c -> {}));
        } finally {
            Files.writeString(control, "0");
        }
    }

    private interface Step {
        void run(WriteConnection connection) throws SQLException;
    }

    /** Runs a unit that inserts its name, and returns how it ended. */
    private String outcome(Task task, String name, Step further) {
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger afterCommits = new AtomicInteger();
        String outcome;
        try {
            db.run(task, c -> {
                runs.incrementAndGet();
                c.update("insert into item values (?)", name);
                c.update("insert into echo values (?)", name);
                c.afterCommit(afterCommits::incrementAndGet);
                further.run(c);
            });
            outcome = "committed";
        } catch (SQLException | RuntimeException e) {
            outcome = e.getClass().getSimpleName();
        }
        return name + ": " + outcome + ", runs " + runs + ", afterCommit " + afterCommits;
    }

    /** The database is closed while the first unit runs again, and those behind it have not run again. */
    private void closedMeanwhile() throws Exception {
        CountDownLatch again = new CountDownLatch(1);
        stuck = again;
        Running<Boolean> closer = Threads.start("closer", () -> {
            Threads.await(again);
            db.close();
            return true;
        });
        group("closed", "1");
        closer.get();
    }

    /** Four units share a transaction. */
    private void group(String name, String failures) throws Exception {
        long before = db.stats().transactions();
        CountDownLatch holding = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        List<Running<String>> units = new ArrayList<>();
        units.add(Threads.start(
                "holder",
                () -> outcome(Task.named("holder"), name + ", holder", c -> {
                    boolean again = holding.getCount() == 0;
                    holding.countDown();
                    Threads.await(gate);
                    CountDownLatch inSecondRun = stuck;
                    if (again && inSecondRun != null) {
                        inSecondRun.countDown();
                        // The closer takes the connection away from whoever does not end when it is interrupted.
                        awaitClosed(c);
                    }
                })));
        Threads.await(holding);
        for (String unit : List.of("a", "b", "c")) {
            units.add(Threads.start(
                    unit,
                    () -> outcome(Task.named(unit), name + ", " + unit, c -> {
                        if (unit.equals(failing)) {
                            throw new IllegalStateException("by itself");
                        }
                    })));
            if (!unit.equals(waits.poll(60, TimeUnit.SECONDS))) {
                throw new AssertionError(unit + " does not wait");
            }
        }
        Files.writeString(control, failures);
        gate.countDown();
        try {
            for (Running<String> unit : units) {
                say(unit.get());
            }
        } finally {
            Files.writeString(control, "0");
        }
        say("transactions " + (db.stats().transactions() - before));
    }

    private static void awaitClosed(WriteConnection connection) {
        while (true) {
            try {
                connection.exists("select 1");
                Thread.onSpinWait();
            } catch (ClosedException e) {
                return;
            } catch (SQLException e) {
                // The closer interrupts first.
            }
        }
    }
}
