package dev.sqlane.sqlite.traps;

import dev.sqlane.Durability;
import dev.sqlane.Task;
import dev.sqlane.WriteConnection;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;

/**
 * Writes with many threads until it is killed. Each says which of its units were acknowledged, after {@code write} has returned; see {@link
 * KillTest}.
 */
final class KillProgram {
    static final int THREADS = 64;

    private static final FileOutputStream OUTPUT = new FileOutputStream(FileDescriptor.out);

    private KillProgram() {}

    static final class Refused extends SQLException {
        private static final long serialVersionUID = 1L;
    }

    /** The arguments are the database and the number of this run. */
    public static void main(String[] arguments) throws Exception {
        SqliteDatabase db = Sqlite.open(Path.of(arguments[0]));
        int run = Integer.parseInt(arguments[1]);
        db.run(c -> c.script("""
                create table if not exists part (
                  run integer, thread integer, number integer, part integer, filling blob,
                  primary key (run, thread, number, part)) without rowid;
                create table if not exists counter (run integer primary key, n integer not null);
                """));
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            new Thread(() -> write(db, run, thread), "writer " + i).start();
        }
    }

    /** In one call of the system, so that no line is torn by the kill. */
    private static void say(String line) {
        try {
            OUTPUT.write(("# " + line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // Nobody listens any more.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void write(SqliteDatabase db, int run, int thread) {
        Random random = new Random(run * 1_000L + thread);
        for (int number = 1; ; number++) {
            Task task = Task.named("part");
            if (random.nextInt(50) == 0) {
                task = task.withDurability(Durability.FULL);
            } else if (random.nextInt(50) == 0) {
                task = task.withAlone();
            }
            int kind = random.nextInt(100);
            try {
                if (kind < 10) {
                    fail(db, task, new Unit(run, thread, number), kind == 0);
                }
                Unit unit = new Unit(run, thread, number);
                db.run(task, c -> {
                    unit.begin(c);
                    unit.end(c);
                });
            } catch (SQLException e) {
                say("failed " + e);
                return;
            }
            say(thread + " " + number);
        }
    }

    /** A unit that leaves nothing, with or without its neighbours. */
    private static void fail(SqliteDatabase db, Task task, Unit unit, boolean rollsAllBack) throws SQLException {
        try {
            db.run(task, c -> {
                unit.begin(c);
                if (rollsAllBack) {
                    c.update(
                            "insert or rollback into part values (?, ?, ?, 1, null)",
                            unit.run,
                            unit.thread,
                            unit.number);
                }
                throw new Refused();
            });
        } catch (SQLException e) {
            if (rollsAllBack ? !"23505".equals(e.getSQLState()) : !(e instanceof Refused)) {
                throw e;
            }
        }
    }

    private record Unit(int run, int thread, int number) {
        void begin(WriteConnection c) throws SQLException {
            c.update("insert into counter values (?, 1) on conflict (run) do update set n = n + 1", run);
            part(c, 1);
        }

        void end(WriteConnection c) throws SQLException {
            part(c, 2);
            part(c, 3);
        }

        private void part(WriteConnection c, int part) throws SQLException {
            c.update("insert into part values (?, ?, ?, ?, randomblob(100))", run, thread, number, part);
        }
    }
}
