package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sqlane.MisuseException;
import dev.sqlane.ReadPool;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;

/** What is no database, or was one: a clear error or success, never a hang, and nothing changed. */
class BrokenFilesTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** Expects all three ways of opening to fail alike. */
    private static void assertRefused(Path file, Class<? extends Exception> type, String... parts) {
        for (ThrowingCallable open : List.<ThrowingCallable>of(
                () -> Sqlite.open(file).close(),
                () -> Sqlite.openWritePool(file).close(),
                () -> Sqlite.openReadPool(file).close())) {
            AbstractThrowableAssert<?, ?> refusal = assertThatThrownBy(open).isInstanceOf(type);
            for (String part : parts) {
                refusal.hasMessageContaining(part);
            }
        }
    }

    private Path database(String name) throws SQLException {
        Path file = folder.resolve(name);
        try (SqliteDatabase db = Sqlite.open(file)) {
            db.run(c -> {
                c.update("create table item (id integer primary key, data blob)");
                c.update("with recursive n (i) as (select 1 union all select i + 1 from n where i < 100)"
                        + " insert into item (data) select zeroblob(1000) from n");
            });
        }
        return file;
    }

    @Test
    void aFolder() throws Exception {
        assertRefused(folder, MisuseException.class, folder.toString(), "is a folder", "give the path of a file in it");
        assertThat(names()).isEmpty();
    }

    @Test
    void aMissingFolder() throws Exception {
        Path file = folder.resolve("missing").resolve("app.db");
        assertRefused(file, MisuseException.class, "The folder " + file.getParent(), "does not exist", "create it");
        assertThat(names()).isEmpty();
    }

    @Test
    void aFileWhereAFolderIsExpected() throws Exception {
        Path plain = Files.createFile(folder.resolve("plain"));
        assertRefused(plain.resolve("app.db"), MisuseException.class, plain.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 99, 100, 5_000})
    void noDatabase(int length) throws Exception {
        byte[] text = "This is a letter, not a database. ".repeat(200).getBytes(StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOf(text, length);
        Path file = Files.write(folder.resolve("letter.txt"), content);
        assertRefused(file, SQLException.class, file.toString(), "is not an SQLite database", "It was not changed");
        assertThat(file).hasBinaryContent(content);
        assertThat(names()).containsExactly("letter.txt");
    }

    @Test
    void anEmptyFileIsAnEmptyDatabase() throws Exception {
        Path file = Files.createFile(folder.resolve("empty.db"));
        assertThatThrownBy(() -> Sqlite.openReadPool(file))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("WAL");
        assertThat(file).isEmptyFile();
        try (SqliteDatabase db = Sqlite.open(file)) {
            db.run(c -> c.update("create table item (name text)"));
            Invariants.check(db);
        }
    }

    /** Where less than a page is missing SQLite takes the rest for zeros and often sees nothing; it has no checksums. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void aDatabaseCutShort(int pages) throws Exception {
        Path file = database("short.db");
        byte[] whole = Files.readAllBytes(file);
        byte[] content = Arrays.copyOf(whole, whole.length - pages * 4_096);
        Files.write(file, content);
        assertThatThrownBy(() -> {
                    try (SqliteDatabase db = Sqlite.open(file)) {
                        db.query("select data from item", row -> 1);
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasFieldOrPropertyWithValue("SQLState", "XX001");
        assertThatThrownBy(() -> {
                    try (ReadPool pool = Sqlite.openReadPool(file)) {
                        pool.query("select data from item", row -> 1);
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasFieldOrPropertyWithValue("SQLState", "XX001");
        assertThat(file).hasBinaryContent(content);
    }

    /** What such a connection has in its page cache, nobody knows. */
    @Test
    void aReadConnectionThatMetADamagedPageIsNotUsedAgain() throws Exception {
        Path file = folder.resolve("damaged.db");
        try (SqliteDatabase db = Sqlite.open(file)) {
            db.run(c -> c.script("create table damaged (name text); create table sound (name text);"
                    + " insert into damaged values ('a'); insert into sound values ('b')"));
        }
        byte[] content = Files.readAllBytes(file);
        // The root page of the first table is the second of the file.
        Arrays.fill(content, 4_096, 2 * 4_096, (byte) 0x55);
        Files.write(file, content);
        SqliteConfiguration one =
                SqliteConfiguration.builder().maxReadConnections(1).build();
        try (ReadPool pool = Sqlite.openReadPool(file, one)) {
            long discarded = 0;
            for (ThrowingCallable read : List.<ThrowingCallable>of(
                    () -> pool.query("select name from damaged", row -> 1),
                    () -> pool.read(c -> c.query("select name from damaged", row -> 1)),
                    () -> {
                        try (Connection connection = pool.getConnection()) {
                            Plain.value(connection, "select name from damaged");
                        }
                    })) {
                assertThatThrownBy(read)
                        .isInstanceOf(SQLException.class)
                        .hasFieldOrPropertyWithValue("SQLState", "XX001");
                assertThat(pool.stats().discarded()).isEqualTo(++discarded);
                assertThat(pool.stats().active()).isZero();
                assertThat(pool.queryValue("select name from sound", String.class))
                        .contains("b");
                assertThat(pool.stats().opened()).isEqualTo(discarded + 1);
            }
            // An error that is not the file's leaves the connection in the pool.
            assertThatThrownBy(() -> pool.query("select name from missing", row -> 1))
                    .isInstanceOf(SQLException.class);
            assertThat(pool.stats().discarded()).isEqualTo(discarded);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 100, 1_000})
    void aDatabaseCutShortInItsFirstPage(int length) throws Exception {
        Path file = database("short.db");
        byte[] content = Arrays.copyOf(Files.readAllBytes(file), length);
        Files.write(file, content);
        assertRefused(file, SQLException.class, file.toString());
        assertThat(file).hasBinaryContent(content);
    }

    /** The magic text, the page size, the largest share of a cell: each must be what it is. */
    @ParameterizedTest
    @ValueSource(ints = {3, 16, 21})
    void aCorruptedHeader(int position) throws Exception {
        Path file = database("header.db");
        byte[] content = Files.readAllBytes(file);
        content[position] ^= 0x55;
        Files.write(file, content);
        assertRefused(file, SQLException.class, file.toString(), "is not an SQLite database");
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void aPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        try (ForeignProcess maker = new ForeignProcess(new ProcessBuilder("mkfifo", pipe.toString()))) {
            assumeTrue(maker.exitCode() == 0, "no pipe can be made here");
        }
        assertRefused(pipe, MisuseException.class, pipe.toString(), "is not a regular file");
        assertThat(names()).containsExactly("pipe");
    }

    @Test
    void aDeviceAndALinkToNothing() throws Exception {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device), "no device");
        assertRefused(device, MisuseException.class, "is not a regular file");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));
        assertRefused(link, Exception.class, link.toString());
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        assertRefused(loop, Exception.class, loop.toString());
        assertThat(names()).containsExactly("link", "loop");
    }

    @Test
    void aMissingFileIsNotCreatedForReading() throws Exception {
        Path file = folder.resolve("missing.db");
        assertThatThrownBy(() -> Sqlite.openReadPool(file))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("does not exist, and opening for reading never creates it");
        assertThat(names()).isEmpty();
    }

    @Test
    void aFileOutsideWalModeIsRefusedForReadingAndNotChanged() throws Exception {
        Path file = folder.resolve("rollback.db");
        SQLiteConfig config = Plain.config();
        config.setJournalMode(SQLiteConfig.JournalMode.DELETE);
        try (Connection connection = Plain.open(file, config)) {
            Plain.run(connection, "create table item (name text)");
        }
        byte[] content = Files.readAllBytes(file);
        assertThatThrownBy(() -> Sqlite.openReadPool(file))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining(file + " is in journal mode delete")
                .hasMessageContaining("a read pool needs WAL");
        assertThat(file).hasBinaryContent(content);
        assertThat(names()).containsExactly("rollback.db");
        Sqlite.open(file).close();
        try (ReadPool pool = Sqlite.openReadPool(file)) {
            assertThat(pool.exists("select 1 from item")).isFalse();
        }
    }
}
