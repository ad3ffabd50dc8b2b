package dev.sqlane.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.DatabaseStatistics;
import dev.sqlane.Events;
import dev.sqlane.Holder;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import dev.sqlane.sqlite.WalStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code docs/observability.md} shows: its blocks of Java stand here, and do what it says. */
class ObservabilityGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "observability.md");
    private static final Path THIS =
            Path.of("src/test/java", ObservabilityGuideTest.class.getName().replace('.', '/') + ".java");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void ask() throws SQLException {
        try (SqliteDatabase db = Sqlite.temporary()) {
            DatabaseStatistics stats = db.stats(); // both pools, units, transactions, replays, busy answers by code
            Optional<Holder> writer =
                    stats.write().longestHolder(); // who has the write connection now: task, thread, for how long
            WalStatistics log = db.wal(); // the log's size, the oldest reader, the last checkpoint

            assertThat(stats.committed()).isZero();
            assertThat(writer).isEmpty();
            assertThat(log.oldestReader()).isEmpty();
        }
    }

    @Test
    void listen() throws Exception {
        BlockingQueue<String> alarms = new LinkedBlockingQueue<>();
        try (SqliteDatabase db = Sqlite.temporary()) {
            db.addListener(new Events() {
                @Override
                public void unitRefused(Role role, Task task, Duration waited, SqlaneException reason) {
                    alarms.add(task.name() + " gave up after " + waited.toMillis() + " ms: " + reason.getMessage());
                }

                @Override
                public void transactionEnded(Task task, int units, Duration held, @Nullable Duration commit) {
                    if (held.toMillis() > 100) {
                        alarms.add(task.name() + " kept the write lock for " + held.toMillis() + " ms");
                    }
                }
            });

            CountDownLatch never = new CountDownLatch(1);
            db.run(
                    Task.named("slow report"),
                    c -> assertThat(never.await(120, TimeUnit.MILLISECONDS)).isFalse());
            assertThat(alarms).singleElement().asString().startsWith("slow report kept the write lock for ");
        }
    }

    @Test
    void measure() throws SQLException {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (SqliteDatabase db = Sqlite.temporary()) {
            DatabaseMeters meters = new DatabaseMeters(db, "app"); // "app" is the tag pool
            meters.bindTo(registry);

            db.run(c -> c.script("create table item (id integer primary key)"));
            assertThat(registry.get("sqlane.commit").tag("pool", "app").timer().count())
                    .isEqualTo(1);
            meters.close();
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    @Test
    void theBlocksOfTheGuideStandHere() throws IOException {
        String here = withoutSpace(Files.readString(THIS));
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(GUIDE))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(blocks).hasSize(3).allSatisfy(block -> assertThat(here).contains(withoutSpace(block)));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s", "");
    }
}
