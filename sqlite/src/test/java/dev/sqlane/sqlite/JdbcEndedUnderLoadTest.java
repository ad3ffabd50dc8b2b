package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.sqlite.Threads.Running;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Statements are cancelled and connections aborted at any moment, under few read connections and a foreign lock holder. Whatever was
 * acknowledged is there, nothing else is, and nothing stays out.
 */
class JdbcEndedUnderLoadTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 300;

    private record Use(Connection connection, Statement statement) {}

    private final AtomicReferenceArray<Use> uses = new AtomicReferenceArray<>(THREADS);
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @ParameterizedTest
    @EnumSource(names = {"UNITS", "ALL"})
    void whatWasAcknowledgedIsThereAndNothingElse(GroupCommit groupCommit) throws Exception {
        try (SqliteDatabase db = Sqlite.temporary(SqliteConfiguration.builder()
                .maxReadConnections(2)
                .groupCommit(groupCommit)
                .busyTimeout(Duration.ofSeconds(30))
                .build())) {
            db.run(c -> c.script("create table item (id integer primary key, thread integer)"));
            AtomicBoolean over = new AtomicBoolean();
            Running<Boolean> ender = Threads.start("the ender", () -> endCalls(over));
            Running<Boolean> foreign = Threads.start("the foreigner", () -> holdTheLock(db, over));
            List<Running<Boolean>> users = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                users.add(Threads.start("user " + i, () -> use(db, number)));
            }
            try {
                for (Running<Boolean> user : users) {
                    user.get();
                }
            } finally {
                over.set(true);
                ender.get();
                foreign.get();
            }

            assertThat(ended).hasPositiveValue();
            assertThat(acknowledged).hasPositiveValue();
            assertThat(db.queryValue("select count(*) from item", Integer.class))
                    .contains(acknowledged.get());
            Invariants.check(db);
        }
    }

    private boolean endCalls(AtomicBoolean over) throws SQLException {
        Random random = new Random(1);
        while (!over.get()) {
            Use use = uses.get(random.nextInt(THREADS));
            if (use == null) {
                Thread.onSpinWait();
            } else if (random.nextInt(4) == 0) {
                use.connection().abort(Runnable::run);
            } else {
                use.statement().cancel();
            }
        }
        return true;
    }

    private static boolean holdTheLock(SqliteDatabase db, AtomicBoolean over) throws SQLException {
        try (Connection foreign = JdbcForeign.connect(db)) {
            while (!over.get()) {
                try {
                    JdbcForeign.execute(foreign, "begin immediate", "select count(*) from item", "rollback");
                } catch (SQLException e) {
                    assertThat(e.getErrorCode()).isEqualTo(5);
                }
                Thread.onSpinWait();
            }
        }
        return true;
    }

    private boolean use(SqliteDatabase db, int number) throws SQLException {
        Random random = new Random(number);
        for (int round = 0; round < ROUNDS; round++) {
            try (Connection c = db.dataSource().getConnection();
                    Statement statement = c.createStatement()) {
                uses.set(number, new Use(c, statement));
                switch (random.nextInt(3)) {
                    case 0 -> {
                        statement.executeUpdate("insert into item (thread) values (" + number + ")");
                        acknowledged.incrementAndGet();
                    }
                    case 1 -> {
                        c.setAutoCommit(false);
                        statement.executeUpdate("insert into item (thread) values (" + number + ")");
                        statement.executeUpdate("insert into item (thread) values (" + number + ")");
                        c.commit();
                        acknowledged.addAndGet(2);
                    }
                    default -> statement.execute("select max(id) from item");
                }
            } catch (SQLException e) {
                // Cancelled or aborted; or closed before the call; or undone with a neighbour to which that happened.
                if (!List.of("57014", "08003", "40001").contains(String.valueOf(e.getSQLState()))) {
                    throw new AssertionError("it was neither cancelled nor aborted", e);
                }
                ended.incrementAndGet();
            } finally {
                uses.set(number, null);
            }
        }
        return true;
    }
}
