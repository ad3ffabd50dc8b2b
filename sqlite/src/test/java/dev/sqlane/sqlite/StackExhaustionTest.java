package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A recursion without an end, as cyclic data makes it, that uses the database at each level: the stack ends somewhere inside of the library,
 * elsewhere for each size of the stack. Whoever comes next must find the database as usable as before.
 */
class StackExhaustionTest {
    private static final int STACKS = 25;

    @TempDir
    private Path folder;

    private interface Call {
        void run(SqliteDatabase db) throws SQLException;
    }

    /** Never returns normally. */
    @SuppressWarnings("InfiniteRecursion") // That is what it is about.
    private static void recurse(SqliteDatabase db, Call call, int depth) throws SQLException {
        call.run(db);
        recurse(db, call, depth + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theStackMayEndAnywhere(boolean writing) throws Exception {
        Call call = writing
                ? db -> db.run(c -> c.update("insert into item (name) values ('deep')"))
                : db -> db.queryValue("select count(*) from item where id = 1", Integer.class);
        for (int stack = 0; stack < STACKS; stack++) {
            try (SqliteDatabase db = Sqlite.builder(folder.resolve(writing + " " + stack + ".db"))
                    .maxReadConnections(1)
                    .acquireTimeout(Duration.ofSeconds(10))
                    .open()) {
                db.run(c -> c.script("create table item (id integer primary key, name text)"));
                AtomicReference<Throwable> end = new AtomicReference<>();
                Thread thread = new Thread(
                        null,
                        () -> {
                            try {
                                recurse(db, call, 0);
                            } catch (Throwable e) {
                                end.set(e);
                            }
                        },
                        "visitor",
                        200_000 + stack * 1_111L);
                thread.start();
                thread.join();
                assertThat(end.get()).isNotNull();

                Threads.Running<Integer> next = Threads.start("next", () -> {
                    db.run(c -> c.update("insert into item (name) values ('next')"));
                    return db.queryValue("select count(*) from item where name = 'next'", Integer.class)
                            .orElseThrow();
                });
                assertThat(next.get()).isEqualTo(1);
                Invariants.check(db);
            }
        }
    }
}
