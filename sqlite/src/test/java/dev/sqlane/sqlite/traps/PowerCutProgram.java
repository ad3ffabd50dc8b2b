package dev.sqlane.sqlite.traps;

import dev.sqlane.Durability;
import dev.sqlane.Task;
import dev.sqlane.WriteConnection;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import dev.sqlane.sqlite.Synchronous;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes to a database as it is told line by line, and says which units were acknowledged. Each unit counts, so that its
 * number tells which ones were committed before it.
 */
final class PowerCutProgram {
    private static final int THREADS = 8;

    private PowerCutProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (SqliteDatabase db = Sqlite.builder(Path.of(arguments[0]))
                        .synchronous(Synchronous.valueOf(arguments[1]))
                        .open();
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            db.run(c -> c.script("""
                    create table if not exists counter (n integer not null);
                    insert into counter select 0 where not exists (select 1 from counter);
                    create table if not exists item (n integer primary key, half integer not null, filling blob);
                    create table if not exists other_half (n integer primary key);
                    """));
            say("ready");
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                switch (line) {
                    case "normal" ->
                        say("acknowledged "
                                + db.<Integer, SQLException>write(
                                        Task.named("normal").withDurability(Durability.NORMAL),
                                        PowerCutProgram::insert));
                    case "full" ->
                        say("acknowledged " + db.<Integer, SQLException>write(full(), PowerCutProgram::insert));
                    case "empty full" -> say("acknowledged " + db.<Integer, SQLException>write(full(), c -> 0));
                    case "undone full" ->
                        say("acknowledged " + db.<Integer, SQLException>write(full(), PowerCutProgram::undo));
                    case "same full" ->
                        say("acknowledged "
                                + db.<Integer, SQLException>write(
                                        full(), c -> (int) c.update("update item set half = 1 where n = 1")));
                    case "pin" -> pin(db);
                    case "burst" -> burst(db);
                    default -> throw new IllegalArgumentException(line);
                }
            }
        }
    }

    private static Task full() {
        return Task.named("full").withDurability(Durability.FULL);
    }

    private static synchronized void say(String line) {
        System.out.println("# " + line);
    }

    private static int insert(WriteConnection c) throws SQLException {
        c.update("update counter set n = n + 1");
        int n = c.queryValue("select n from counter", Integer.class).orElseThrow();
        c.update("insert into item values (?, 1, randomblob(700))", n);
        c.update("insert into other_half values (?)", n);
        return n;
    }

    private static int undo(WriteConnection c) throws SQLException {
        try {
            return c.<Integer, SQLException>savepoint(inner -> {
                insert(inner);
                throw new SQLException("undone");
            });
        } catch (SQLException e) {
            return 0;
        }
    }

    /** The snapshot is taken by the first statement. */
    private static void assertRead(int n) {
        if (n < 0) {
            throw new AssertionError(n);
        }
    }

    /** A reader keeps its snapshot until the process ends. */
    private static void pin(SqliteDatabase db) throws InterruptedException {
        CountDownLatch pinned = new CountDownLatch(1);
        Thread reader = new Thread(
                () -> {
                    try {
                        db.<Integer, SQLException>read(c -> {
                            assertRead(c.queryValue("select n from counter", Integer.class)
                                    .orElseThrow());
                            pinned.countDown();
                            while (true) {
                                LockSupport.park();
                            }
                        });
                    } catch (SQLException e) {
                        say("failed " + e);
                    }
                },
                "reader");
        reader.setDaemon(true);
        reader.start();
        pinned.await();
        say("acknowledged 0");
    }

    /** Many threads write for ever, so that units of both kinds meet in groups; some ask for a sync and write nothing. */
    private static void burst(SqliteDatabase db) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            Thread thread = new Thread(() -> write(db, random), "writer " + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void write(SqliteDatabase db, Random random) {
        try {
            while (true) {
                switch (random.nextInt(8)) {
                    case 0 -> say("full " + db.<Integer, SQLException>write(full(), PowerCutProgram::insert));
                    case 1 ->
                        say("full "
                                + db.<Integer, SQLException>write(
                                        full(),
                                        c -> c.queryValue("select n from counter", Integer.class)
                                                .orElseThrow()));
                    default -> say("normal " + db.<Integer, SQLException>write(PowerCutProgram::insert));
                }
            }
        } catch (SQLException e) {
            say("failed " + e);
        }
    }
}
