package dev.sqlane.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Durability;
import dev.sqlane.ReadPool;
import dev.sqlane.Task;
import dev.sqlane.WritePool;
import dev.sqlane.sqlite.Backup;
import dev.sqlane.sqlite.BackupOptions;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guides show: their blocks of Java stand here, and the messages that they explain are provoked. */
class GuidesTest {
    private static final Path THIS = Path.of("src/test/java/dev/sqlane/examples/GuidesTest.java");
    private static final Path GUIDES = Path.of("..", "docs");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MESSAGE = Pattern.compile("^### (.*)$", Pattern.MULTILINE);

    @TempDir
    Path folder;

    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.open(
                folder.resolve("guide.db"),
                SqliteConfiguration.builder()
                        .acquireTimeout(Duration.ofSeconds(1))
                        .busyTimeout(Duration.ofMillis(100))
                        .build());
        db.run(
                c -> c.script(
                        "create table note (id integer primary key, text text); create table audit (note integer); create table tag (name text primary key)"));
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    @Test
    void aUnit() throws SQLException {
        String text = "hello";
        List<Long> announced = new ArrayList<>();
        long id = db.write(Task.named("create note"), c -> {
            long created = c.insert("insert into note (text) values (?)", text);
            c.update("insert into audit (note) values (?)", created);
            c.afterCommit(() -> announced.add(created));
            return created;
        });
        assertThat(announced).containsExactly(id);
    }

    @Test
    void processesThatOnlyWriteOrRead() throws SQLException {
        Path file = folder.resolve("guide.db");
        String text = "hello";
        db.close();
        try (WritePool reports = Sqlite.openWritePool(file)) {
            reports.transaction(Task.named("report"), c -> c.update("insert into note (text) values (?)", text));
        }
        List<String> all;
        try (ReadPool notes = Sqlite.openReadPool(file)) {
            all = notes.read(c -> c.query("select text from note", row -> row.getString(1)));
        }
        assertThat(all).containsExactly(text);
    }

    @Test
    void aPartThatMayFailAlone() throws SQLException {
        String text = "hello";
        String tag = "blue";
        db.run(c -> c.update("insert into tag (name) values (?)", tag));
        db.run(c -> {
            c.update("insert into note (text) values (?)", text);
            try {
                c.savepoint(part -> part.update("insert into tag (name) values (?)", tag));
            } catch (SQLIntegrityConstraintViolationException e) {
                c.update("insert into audit (note) values (0)"); // the tag is there already; the note stays
            }
        });
        assertThat(count("note")).isEqualTo(1);
        assertThat(count("audit")).isEqualTo(1);
    }

    @Test
    void aUnitThatIsWorthTheWait() throws SQLException {
        Task payment = Task.named("payment").withDurability(Durability.FULL);
        db.run(payment, c -> c.update("insert into note (text) values ('paid')"));
        assertThat(count("note")).isEqualTo(1);
    }

    @Test
    void aTaskWithAName() throws SQLException {
        String text = "renamed";
        long id = db.write(c -> c.insert("insert into note (text) values ('old')"));
        db.run(Task.named("rename"), c -> c.update("update note set text = ? where id = ?", text, id));
        assertThat(db.queryValue("select text from note", String.class)).contains(text);
    }

    @Test
    void aBackup() throws SQLException {
        Path backup = folder.resolve("backup.db");
        List<String> log = new ArrayList<>();
        Backup made = db.backup(backup);
        log.add(made.pages() + " pages in " + made.took());
        assertThat(log).hasSize(1);
        assertThat(made.verified()).isTrue();
    }

    @Test
    void aBackupThatSparesTheWriters() throws SQLException {
        Path backup = folder.resolve("backup.db");
        List<String> log = new CopyOnWriteArrayList<>();
        BackupOptions gently = BackupOptions.defaults()
                .withReplace(true)
                .withPagesPerStep(50)
                .withPause(Duration.ofMillis(20))
                .withTimeout(Duration.ofMinutes(30))
                .withProgress(progress -> log.add(progress.pagesDone() + " of " + progress.pagesTotal()));
        Backup made = db.backup(backup, gently);
        assertThat(log).last().isEqualTo(made.pages() + " of " + made.pages());

        Path spare = folder.resolve("spare.db");
        Backup tried = Sqlite.restore(backup, spare, BackupOptions.defaults().withReplace(true));
        assertThat(tried.verified()).isTrue();
    }

    private long count(String table) throws SQLException {
        return db.queryValue("select count(*) from " + table, Long.class).orElseThrow();
    }

    @Test
    void theMessagesThatAreExplainedAreTheLibrarys() throws Exception {
        List<ThrowingCallable> mistakes = List.of(
                () -> db.run(c -> db.run(inner -> inner.update("delete from note"))),
                this::takeTheWriteConnectionTwice,
                this::waitForSomebodyWhoKeepsTheConnection,
                this::waitForAConnectionThatIsLeftWithASetting,
                this::meetAnotherProgram,
                this::computeForLongerThanTheNetworkTimeout,
                () -> db.run(c -> c.update("commit")),
                () -> db.read(c -> c.jdbc().createStatement().executeUpdate("delete from note")),
                this::openAFileThatIsNotInWalMode,
                () -> {
                    db.close();
                    db.run(c -> c.update("delete from note"));
                });
        List<String> messages = MESSAGE.matcher(Files.readString(GUIDES.resolve("troubleshooting.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(messages).hasSameSizeAs(mistakes);
        for (int i = 0; i < messages.size(); i++) {
            assertThatThrownBy(mistakes.get(i)).isInstanceOf(SQLException.class).hasMessageContaining(messages.get(i));
        }
    }

    private void takeTheWriteConnectionTwice() throws SQLException {
        try (Connection first = db.writePool().getConnection()) {
            assertThat(first.isValid(1)).isTrue();
            db.writePool().getConnection().close();
        }
    }

    private void waitForSomebodyWhoKeepsTheConnection() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> slow = threads.submit(() -> {
                db.run(Task.named("slow"), c -> {
                    begun.countDown();
                    end.await();
                });
                return null;
            });
            begun.await();
            try {
                db.run(c -> c.update("delete from note"));
            } finally {
                end.countDown();
                slow.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void waitForAConnectionThatIsLeftWithASetting() throws Exception {
        try (Connection pooled = db.dataSource().getConnection();
                Statement statement = pooled.createStatement()) {
            ExecutorService threads = Executors.newSingleThreadExecutor();
            try {
                threads.submit(() -> statement.execute("pragma cache_size=-1234"))
                        .get();
            } finally {
                threads.shutdownNow();
            }
            db.run(c -> c.update("delete from note"));
        }
    }

    private void meetAnotherProgram() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("guide.db"));
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            db.run(c -> c.update("delete from note"));
        }
    }

    private void computeForLongerThanTheNetworkTimeout() throws SQLException {
        try (Connection impatient = db.readPool().getConnection();
                Statement statement = impatient.createStatement()) {
            impatient.setNetworkTimeout(Runnable::run, 10);
            statement.execute("with recursive n (x) as (select 1 union all select x + 1 from n) select max(x) from n");
        }
    }

    private void openAFileThatIsNotInWalMode() throws SQLException {
        Path file = folder.resolve("other.db");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("create table item (id integer)");
        }
        Sqlite.openReadPool(file).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"transactions.md", "coming-from-hikaricp.md", "many-processes.md", "operations.md"})
    void theBlocksStandHere(String guide) throws Exception {
        String here = squeezed(Files.readString(THIS));
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(GUIDES.resolve(guide)))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(here).contains(squeezed(block)));
    }

    @Test
    void theChangedLinesAreThoseOfTheExample() throws Exception {
        String guide = Files.readString(GUIDES.resolve("coming-from-hikaricp.md"));
        String example = Files.readString(Path.of("src/main/java/dev/sqlane/examples/DropIn.java"));
        List<String> added = Pattern.compile("^\\+(.*)$", Pattern.MULTILINE)
                .matcher(guide)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(added).hasSize(2).allSatisfy(line -> assertThat(example).contains(line));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", " ").trim();
    }
}
