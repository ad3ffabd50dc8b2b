package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Holder;
import dev.sqlane.MisuseException;
import dev.sqlane.WaitInterruptedException;
import dev.sqlane.WriteConnection;
import dev.sqlane.sqlite.Threads.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a database in use: they are one state of it, and nothing is left of those that fail. */
class BackupTest {
    private static final int ACCOUNTS = 100;
    /** Takes a second, and tells of its progress meanwhile. */
    private static final BackupOptions SHORT_STEPS =
            BackupOptions.defaults().withPagesPerStep(10).withPause(Duration.ofMillis(10));

    private static final BackupOptions SLOW =
            BackupOptions.defaults().withPagesPerStep(1).withPause(Duration.ofSeconds(10));

    @TempDir
    private Path folder;

    private Path copies;
    private Path copy;
    private SqliteDatabase db;

    @BeforeEach
    void open() throws Exception {
        copies = Files.createDirectory(folder.resolve("copies"));
        copy = copies.resolve("copy.db");
        db = Sqlite.open(
                folder.resolve("bank.db"),
                SqliteConfiguration.builder()
                        .maxReadConnections(1)
                        .acquireTimeout(Duration.ofSeconds(30))
                        .build());
        db.run(BackupTest::fill);
    }

    /** Some 6 MB, several times what a copy keeps in memory. */
    private static void fill(WriteConnection c) throws SQLException {
        c.script(
                "create table account (id integer primary key, balance integer not null); create table ballast (id integer primary key, text text unique)");
        for (int i = 1; i <= ACCOUNTS; i++) {
            c.update("insert into account values (?, 1000)", i);
        }
        c.update("with recursive n (i) as (select 1 union all select i + 1 from n where i < 6000)"
                + " insert into ballast (text) select hex(randomblob(200)) || i from n");
    }

    @AfterEach
    void close() throws Exception {
        db.close();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(copies)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private static String value(Path file, String sql) throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void transfer(SqliteDatabase db, Random random) throws SQLException {
        int amount = random.nextInt(50);
        int from = 1 + random.nextInt(ACCOUNTS);
        int to = 1 + random.nextInt(ACCOUNTS);
        db.run(c -> {
            c.update("update account set balance = balance - ? where id = ?", amount, from);
            c.update("update account set balance = balance + ? where id = ?", amount, to);
        });
    }

    @Test
    void copiesUnderWritersAreEachOneState() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Running<Integer>> tellers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(i);
            tellers.add(Threads.start("teller " + i, () -> {
                int done = 0;
                for (; !stop.get(); done++) {
                    transfer(db, random);
                }
                return done;
            }));
        }
        for (int round = 0; round < 3; round++) {
            List<BackupProgress> told = new CopyOnWriteArrayList<>();
            Backup backup = db.backup(
                    copy, BackupOptions.defaults().withReplace(round > 0).withProgress(told::add));

            assertThat(backup.verified()).isTrue();
            assertThat(backup.destination()).isEqualTo(copy);
            assertThat(backup.bytes()).isEqualTo(Files.size(copy)).isEqualTo(backup.pages() * 4096);
            assertThat(backup.took()).isPositive();
            assertThat(told).first().matches(progress -> progress.pagesDone() == 0);
            assertThat(told).last().isEqualTo(new BackupProgress(backup.pages(), backup.pages()));
            assertThat(told).extracting(BackupProgress::pagesDone).isSorted();
            assertThat(left()).containsExactly("copy.db");
            assertThat(value(copy, "pragma integrity_check")).isEqualTo("ok");
            assertThat(value(copy, "select sum(balance) from account")).isEqualTo(String.valueOf(ACCOUNTS * 1000));
            assertThat(value(copy, "select count(*) from ballast")).isEqualTo("6000");
        }
        stop.set(true);
        for (Running<Integer> teller : tellers) {
            assertThat(teller.get()).isPositive();
        }
        Invariants.check(db);
    }

    @Test
    void aCopyIsADatabaseForSqlane() throws Exception {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + db.path());
                Statement statement = c.createStatement()) {
            statement.execute("pragma user_version=7");
        }
        assertThat(db.backup(copy, BackupOptions.defaults().withVerify(false)).verified())
                .isFalse();
        try (SqliteDatabase opened = Sqlite.open(copy)) {
            assertThat(opened.queryValue("pragma user_version", Integer.class)).contains(7);
            Invariants.check(opened);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void anyNameWillDo() throws Exception {
        for (String name : List.of("a?b=c#d %41.db", "file:x?mode=memory", ":memory:", "it's")) {
            assertThat(db.backup(copies.resolve(name)).verified()).isTrue();
        }
        assertThat(left()).containsExactly(":memory:", "a?b=c#d %41.db", "file:x?mode=memory", "it's");
        assertThat(db.backup(Path.of(copies.toString(), "..", "copies", "dots.db"))
                        .destination())
                .isEqualTo(copies.resolve("dots.db"));
    }

    @Test
    void severalAtOnceDoNotMeetEachOther() throws Exception {
        List<Running<Backup>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Path destination = copies.resolve(i + ".db");
            all.add(Threads.start("copy " + i, () -> db.backup(destination)));
        }
        for (Running<Backup> one : all) {
            assertThat(one.get().verified()).isTrue();
        }
        assertThat(left()).containsExactly("0.db", "1.db", "2.db");
    }

    @Test
    void whatCantBeADestinationIsRefused() throws Exception {
        assertRefused(copies, "is a folder");
        assertRefused(copies.resolve("no/copy.db"), "does not exist; create it first");
        assertRefused(db.path(), "is the database that is to be copied");
        assertRefused(
                Files.createSymbolicLink(folder.resolve("soft.db"), db.path()), "is the database that is to be copied");
        assertRefused(Files.createLink(folder.resolve("hard.db"), db.path()), "is the database that is to be copied");
        assertRefused(
                Files.createSymbolicLink(folder.resolve("dangling.db"), folder.resolve("nothing")),
                "is a link to a file that does not exist");
        Files.writeString(copies.resolve("stale.db-wal"), "x");
        assertRefused(copies.resolve("stale.db"), "stale.db-wal exists");
        try (SqliteDatabase other = Sqlite.open(folder.resolve("other.db"))) {
            assertRefused(other.path(), "is open in this process");
        }
        assertThatThrownBy(() -> db.read(c -> db.backup(copy)))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("inside task");
        assertThat(left()).containsExactly("stale.db-wal");
    }

    private void assertRefused(Path destination, String message) {
        assertThatThrownBy(() -> db.backup(destination, BackupOptions.defaults().withReplace(true)))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatExistsIsReplacedOnlyWhereThatIsAskedFor() throws Exception {
        Files.writeString(copy, "precious");
        assertThatThrownBy(() -> db.backup(copy))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("exists already");
        assertThat(copy).hasContent("precious");

        assertThat(db.backup(copy, BackupOptions.defaults().withReplace(true)).pages())
                .isPositive();
        assertThat(value(copy, "pragma quick_check")).isEqualTo("ok");
    }

    /** Another's file that comes to be while the copy is made is not replaced either. */
    @Test
    void whatComesToExistMeanwhileIsNotReplaced() throws Exception {
        BackupOptions options = BackupOptions.defaults().withProgress(progress -> write(copy, "precious"));
        assertThatThrownBy(() -> db.backup(copy, options))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("created by somebody else");
        assertThat(copy).hasContent("precious");
        assertThat(left()).containsExactly("copy.db");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aCopyHasTheRightsOfTheDatabase() throws Exception {
        Files.setPosixFilePermissions(db.path(), PosixFilePermissions.fromString("rw-------"));
        assertThat(db.backup(copy).verified()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
    }

    // Ends -----------------------------------------------------------------------------------------------------------

    /** A copy that is somewhere in its first pause, and what {@code db.backup} will return or throw. */
    private Running<Backup> startSlowCopy(BackupOptions slow) {
        CountDownLatch begun = new CountDownLatch(1);
        Running<Backup> running =
                Threads.start("copy", () -> db.backup(copy, slow.withProgress(progress -> begun.countDown())));
        Threads.await(begun);
        return running;
    }

    @Test
    void anInterruptEndsItAndReadersGoOnMeanwhile() throws Exception {
        AtomicBoolean flag = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        Running<Backup> running = Threads.start("copy", () -> {
            try {
                return db.backup(copy, SLOW.withProgress(progress -> begun.countDown()));
            } finally {
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        Threads.await(begun);
        assertThat(db.queryValue("select count(*) from account", Integer.class)).contains(ACCOUNTS);
        assertThat(db.wal().oldestReader())
                .hasValueSatisfying(reader -> assertThat(reader.task()).isEqualTo("backup"));
        transfer(db, new Random(1));
        running.thread().interrupt();
        assertThatThrownBy(running::get)
                .isInstanceOf(WaitInterruptedException.class)
                .hasMessageContaining("was interrupted");
        assertThat(flag).isTrue();
        assertThat(left()).isEmpty();
        Invariants.check(db);
    }

    @Test
    void closingTheDatabaseEndsIt() throws Exception {
        Running<Backup> running = startSlowCopy(SLOW);
        db.close();
        assertThatThrownBy(running::get).isInstanceOf(ClosedException.class);
        assertThat(left()).isEmpty();
        assertThatThrownBy(() -> db.backup(copy)).isInstanceOf(ClosedException.class);
    }

    @Test
    void theTimeoutEndsIt() throws Exception {
        assertThatThrownBy(() -> db.backup(copy, SLOW.withTimeout(Duration.ofMillis(50))))
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining("reached its timeout")
                .hasMessageContaining("Raise the timeout");
        assertThat(left()).isEmpty();
        Invariants.check(db);
    }

    @Test
    void whatTheListenerThrowsReachesTheCaller() throws Exception {
        for (int calls : new int[] {1, 2}) {
            List<BackupProgress> told = new CopyOnWriteArrayList<>();
            BackupOptions options = BackupOptions.defaults()
                    .withPagesPerStep(1)
                    .withPause(Duration.ofMillis(60))
                    .withProgress(progress -> {
                        told.add(progress);
                        if (told.size() == calls) {
                            throw new IllegalStateException("enough");
                        }
                    });
            assertThatThrownBy(() -> db.backup(copy, options))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("enough");
            assertThat(told).hasSize(calls);
            assertThat(left()).isEmpty();
        }
        Invariants.check(db);
    }

    /** With these pauses the copy would take hours; it has none once the log has grown by {@code maxWalSize}. */
    @Test
    void aCopyHurriesWhereItLetsTheLogGrow() throws Exception {
        try (SqliteDatabase small = Sqlite.open(
                folder.resolve("small.db"),
                SqliteConfiguration.builder()
                        .checkpointSize(64 << 10)
                        .maxWalSize(64 << 10)
                        .build())) {
            small.run(BackupTest::fill);
            CountDownLatch begun = new CountDownLatch(1);
            Running<Backup> running =
                    Threads.start("copy", () -> small.backup(copy, SLOW.withProgress(progress -> begun.countDown())));
            Threads.await(begun);
            while (running.thread().isAlive()) {
                small.run(c -> c.update("update ballast set text = hex(randomblob(200)) || id where id < 200"));
            }
            assertThat(running.get().took()).isLessThan(Duration.ofSeconds(60));
            assertThat(value(copy, "pragma integrity_check")).isEqualTo("ok");
        }
    }

    /** Who wants old readers interrupted gets that for copies as well, and is told why. */
    @Test
    void aCopyIsInterruptedLikeAnyOldReader() throws Exception {
        CountDownLatch copying = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger reports = new AtomicInteger();
        try (SqliteDatabase strict = Sqlite.open(
                folder.resolve("strict.db"),
                SqliteConfiguration.builder()
                        .checkpointSize(64 << 10)
                        .maxWalSize(64 << 10)
                        .oldReaderAge(Duration.ofMillis(1))
                        .interruptOldReaders(true)
                        .events(new SqliteEvents() {
                            @Override
                            public void readerTooOld(Holder reader, boolean wasInterrupted) {
                                if (wasInterrupted && copying.getCount() == 0) {
                                    interrupted.countDown();
                                }
                            }
                        })
                        .build())) {
            strict.run(BackupTest::fill);
            // The first report comes before the copy, the second one from the midst of it, which goes on when it has
            // been interrupted.
            Running<Backup> running = Threads.start(
                    "copy",
                    () -> strict.backup(copy, SHORT_STEPS.withProgress(progress -> {
                        if (reports.incrementAndGet() == 2) {
                            copying.countDown();
                            Threads.await(interrupted);
                        }
                    })));
            Threads.await(copying);
            while (running.thread().isAlive()) {
                strict.run(c -> c.update("update ballast set text = hex(randomblob(200)) || id where id < 200"));
            }
            assertThatThrownBy(running::get)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("was interrupted as a reader that kept the log from being emptied")
                    .hasMessageContaining("Raise oldReaderAge");
            assertThat(left()).isEmpty();
            // Beside it, where nobody interrupts.
            assertThat(value(strict.path(), "pragma integrity_check")).isEqualTo("ok");
        }
    }

    // Faults ---------------------------------------------------------------------------------------------------------

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsSaidSoAndNothingIsLeft() throws Exception {
        assumeTrue(command("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", copies.toString()), "not root");
        try {
            Path filler = copies.resolve("filler");
            // It fills up after the copy has found room enough.
            BackupOptions filling = BackupOptions.defaults().withProgress(progress -> {
                if (!Files.exists(filler)) {
                    write(filler, "x".repeat(4 << 20));
                }
            });
            assertFull(filling, filler);
            // Too full from the beginning.
            assertFull(BackupOptions.defaults(), filler);
        } finally {
            assertThat(command("umount", copies.toString())).isTrue();
        }
        Invariants.check(db);
    }

    private void assertFull(BackupOptions options, Path filler) throws IOException {
        assertThatThrownBy(() -> db.backup(copy, options))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53100"))
                .hasMessageContaining("is too full for the backup")
                .hasMessageContaining("Make room");
        assertThat(left()).containsExactly(String.valueOf(filler.getFileName()));
    }

    private static boolean command(String... words) throws Exception {
        return new ProcessBuilder(words).inheritIO().start().waitFor() == 0;
    }

    @Test
    void aDamagedDatabaseIsNotCopied() throws Exception {
        db.close();
        byte[] content = Files.readAllBytes(folder.resolve("bank.db"));
        java.util.Arrays.fill(content, 4096 * 50, 4096 * 60, (byte) 77);
        Path damaged = Files.write(folder.resolve("damaged.db"), content);
        assertThatThrownBy(() -> Sqlite.backup(damaged, copy, BackupOptions.defaults()))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("XX001"))
                .hasMessageContaining("is damaged");
        assertThat(left()).isEmpty();
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        BackupOptions options = BackupOptions.defaults();
        assertThatThrownBy(() -> options.withPagesPerStep(0))
                .hasMessageContaining("pagesPerStep is 0, but must be from 1 to 1000000");
        assertThatThrownBy(() -> options.withPause(Duration.ofSeconds(11))).hasMessageContaining("pause is PT11S");
        assertThatThrownBy(() -> options.withTimeout(Duration.ZERO)).hasMessageContaining("timeout is PT0S");
        assertThatThrownBy(() -> new BackupProgress(2, 1)).hasMessageContaining("pagesDone is 2 of 1");
    }
}
