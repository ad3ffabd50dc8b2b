package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.BusyException;
import dev.sqlane.ClosedException;
import dev.sqlane.MisuseException;
import dev.sqlane.ReadPool;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.WritePool;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One file, one write queue: whatever handles a process opens on it, and by whatever path. */
class SharedFileTest {
    /** Another way to the same file. */
    enum Way {
        THE_SAME_PATH,
        A_RELATIVE_PATH,
        A_DETOUR,
        A_LINKED_FILE,
        A_LINKED_FOLDER,
        A_HARD_LINK;

        Path to(Path file) throws IOException {
            Path folder = file.getParent();
            return switch (this) {
                case THE_SAME_PATH -> file;
                case A_RELATIVE_PATH -> Path.of("").toAbsolutePath().relativize(file);
                case A_DETOUR ->
                    Files.createDirectory(folder.resolve("aside")).resolve("..").resolve(file.getFileName());
                case A_LINKED_FILE -> Files.createSymbolicLink(folder.resolve("link.db"), file);
                case A_LINKED_FOLDER ->
                    Files.createSymbolicLink(folder.resolve("folder"), folder).resolve(file.getFileName());
                case A_HARD_LINK -> Files.createLink(folder.resolve("hard.db"), file);
            };
        }
    }

    @TempDir
    Path temporary;

    private Path file;
    private final Recorder recorder = new Recorder();
    private final SqliteConfiguration configuration =
            SqliteConfiguration.builder().events(recorder).build();

    @BeforeEach
    void create() throws Exception {
        // Its real path, since the temporary folder itself may be reached by a link.
        file = temporary.toRealPath().resolve("shared.db");
        try (SqliteDatabase db = Sqlite.open(file)) {
            db.run(c -> c.update("create table item (id integer primary key, name text)"));
        }
    }

    private static String names(SqliteDatabase db) throws SQLException {
        return db.queryValue("select group_concat(name) from (select name from item order by id)", String.class)
                .orElse("");
    }

    /** The second writer queues in Java behind the first; it never meets the first one's lock. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void oneWriteQueue(Way way) throws Exception {
        Path other = way.to(file);
        try (SqliteDatabase first = Sqlite.open(file, configuration);
                SqliteDatabase second = Sqlite.open(other, configuration)) {
            assertThat(second.path()).isEqualTo(first.path());
            CountDownLatch queued = new CountDownLatch(1);
            Background<Void> inside = Background.run(() -> first.run(Task.named("first"), c -> {
                c.update("insert into item (name) values ('first')");
                queued.await();
            }));
            recorder.await(
                    1,
                    event -> event.kind() == Recorder.Kind.UNIT_STARTED
                            && event.task().equals("first"));
            Background<Void> behind = Background.run(
                    () -> second.run(Task.named("second"), c -> c.update("insert into item (name) values ('second')")));
            recorder.await(
                    1,
                    event -> event.kind() == Recorder.Kind.WAIT_STARTED
                            && event.task().equals("second"));
            assertThat(second.stats().write().waiting()).isEqualTo(1);
            assertThat(second.stats().write().longestHolder())
                    .hasValueSatisfying(holder -> assertThat(holder.task()).isEqualTo("first"));
            queued.countDown();
            inside.result();
            behind.result();
            assertThat(names(first)).isEqualTo("first,second");
            assertThat(names(second)).isEqualTo("first,second");
            assertThat(recorder.events()).noneMatch(event -> event.kind() == Recorder.Kind.BUSY);
            assertThat(recorder.events().stream()
                            .filter(event ->
                                    event.kind() == Recorder.Kind.CONNECTION_OPENED && event.role() == Role.WRITE))
                    .as("write connections opened")
                    .hasSize(1);
            Invariants.check(second);
        }
        try (SqliteDatabase again = Sqlite.open(other)) {
            assertThat(names(again)).as("by the other way alone").isEqualTo("first,second");
            Invariants.check(again);
        }
        assertThat(temporary.resolve("shared.db-wal")).doesNotExist();
        assertThat(temporary.resolve("hard.db-wal")).doesNotExist();
    }

    @Test
    void theLastHandleClosesTheFile() throws Exception {
        SqliteDatabase first = Sqlite.open(file, configuration);
        SqliteDatabase second = Sqlite.open(file, configuration);
        first.run(c -> c.update("insert into item (name) values ('a')"));
        first.close();
        assertThatThrownBy(() -> names(first)).isInstanceOf(ClosedException.class);
        second.run(c -> c.update("insert into item (name) values ('b')"));
        assertThat(names(second)).isEqualTo("a,b");
        assertThat(temporary.resolve("shared.db-wal")).exists();
        first.close();
        Invariants.check(second);
        second.close();
        assertThat(temporary.resolve("shared.db-wal")).doesNotExist();
    }

    @Test
    void aReadPoolAndAWritePoolOpenedAloneShareTheFileToo() throws Exception {
        try (WritePool writers = Sqlite.openWritePool(file, configuration);
                ReadPool readers = Sqlite.openReadPool(file, configuration);
                WritePool more = Sqlite.openWritePool(file, configuration)) {
            writers.run(c -> {
                c.update("insert into item (name) values ('a')");
                assertThatThrownBy(() -> more.run(inner -> inner.update("delete from item")))
                        .isInstanceOf(MisuseException.class)
                        .hasMessageContaining("would wait for itself");
                assertThat(readers.queryValue("select count(*) from item", Long.class))
                        .as("a read inside the write sees it")
                        .contains(1L);
            });
            assertThat(more.stats().opened()).isEqualTo(1);
            assertThat(readers.queryValue("select count(*) from item", Long.class))
                    .contains(1L);
        }
    }

    @Test
    void aDifferingConfigurationIsRefusedWithTheDifferences() throws Exception {
        SqliteConfiguration other = configuration.toBuilder()
                .busyTimeout(Duration.ofSeconds(1))
                .foreignKeys(false)
                .build();
        try (SqliteDatabase db = Sqlite.open(file, configuration)) {
            assertThatThrownBy(() -> Sqlite.open(file, other))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("busyTimeout is PT5S and was asked to be PT1S")
                    .hasMessageContaining("foreignKeys is true and was asked to be false")
                    .hasMessageNotContaining("cacheSize")
                    .hasMessageContaining("same configuration, or close the other handle first");
            assertThatThrownBy(() -> Sqlite.openReadPool(file, other)).isInstanceOf(MisuseException.class);
            db.run(c -> c.update("insert into item (name) values ('a')"));
            Invariants.check(db);
        }
        try (SqliteDatabase db = Sqlite.open(file, other)) {
            assertThat(names(db)).isEqualTo("a");
        }
    }

    @Test
    void aFailedOpenLeavesNoShare() throws Exception {
        SqliteConfiguration impatient = Plain.impatient(recorder);
        try (Shell shell = Shell.open(file)) {
            // Outside WAL mode, an exclusive lock keeps readers out as well.
            assertThat(shell.run("pragma journal_mode=delete;")).isEqualTo("delete");
            shell.quietly("begin exclusive;");
            assertThatThrownBy(() -> Sqlite.open(file, impatient)).isInstanceOf(BusyException.class);
            shell.quietly("rollback;");
        }
        // Another configuration would be refused if anything were still open.
        try (SqliteDatabase db = Sqlite.open(file, configuration)) {
            Invariants.check(db);
        }
    }

    /** Whoever opens meanwhile joins or waits for the closing one, and nothing is lost. */
    @Test
    void openingAndClosingRace() throws Exception {
        int threads = 6;
        int rounds = 15;
        List<Background<Void>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            String name = "thread " + thread;
            all.add(Background.run(() -> {
                for (int round = 0; round < rounds; round++) {
                    try (SqliteDatabase db = Sqlite.open(file, configuration)) {
                        db.run(c -> c.update("insert into item (name) values (?)", name));
                        assertThat(db.exists("select 1 from item where name = ?", name))
                                .isTrue();
                    }
                }
            }));
        }
        for (Background<Void> one : all) {
            one.result();
        }
        try (SqliteDatabase db = Sqlite.open(file)) {
            assertThat(db.queryValue("select count(*) from item", Integer.class))
                    .contains(threads * rounds);
            Invariants.check(db);
        }
        assertThat(recorder.events()).noneMatch(event -> event.kind() == Recorder.Kind.BUSY);
    }
}
