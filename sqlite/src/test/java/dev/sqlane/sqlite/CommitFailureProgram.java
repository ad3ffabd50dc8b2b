package dev.sqlane.sqlite;

import dev.sqlane.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs in a child process whose {@code fdatasync} and {@code fsync} of the write-ahead log fail as often as the first character of a
 * control file says; see {@link CommitFailureTest}. Prints one line for each case.
 */
final class CommitFailureProgram {
    private CommitFailureProgram() {}

    public static void main(String[] arguments) throws Exception {
        Path control = Path.of(arguments[0]);
        Path file = Path.of(arguments[1]);
        try (SqliteDatabase db =
                Sqlite.builder(file).synchronous(Synchronous.FULL).open()) {
            db.run(c -> c.script("create table item (name text unique)"));
            attempt(db, control, "fails once", 1, Task.named("once"));
            attempt(db, control, "fails always", 9, Task.named("always"));
            attempt(
                    db,
                    control,
                    "not replayable",
                    1,
                    Task.named("not replayable").withoutReplay());
            // The failures are over: the database goes on.
            attempt(db, control, "afterwards", 0, Task.named("afterwards"));
            say("rows " + db.query("select name from item order by rowid", row -> row.getString(1)));
            say("replayed " + db.stats().replayed());
            Invariants.check(db);
        }
        say("closed");
    }

    /** Marks the program's own lines, since a log may share standard output. */
    private static void say(String line) {
        System.out.println("> " + line);
    }

    private static void attempt(SqliteDatabase db, Path control, String name, int failures, Task task)
            throws Exception {
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger afterCommits = new AtomicInteger();
        String outcome;
        Files.writeString(control, String.valueOf(failures));
        try {
            db.run(task, c -> {
                runs.incrementAndGet();
                c.update("insert into item values (?)", name);
                c.afterCommit(afterCommits::incrementAndGet);
            });
            outcome = "committed";
        } catch (SQLException e) {
            outcome = e.getClass().getSimpleName();
        } finally {
            Files.writeString(control, "0");
        }
        say(name + ": " + outcome + ", runs " + runs + ", afterCommit " + afterCommits);
    }
}
