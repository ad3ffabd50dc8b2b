package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A backup takes a database's place as a whole, or not at all; and never under somebody who uses that. */
class RestoreTest {
    private static final BackupOptions REPLACE = BackupOptions.defaults().withReplace(true);

    @TempDir
    private Path folder;

    private Path file;
    private Path backup;

    @BeforeEach
    void backUp() throws Exception {
        file = Files.createDirectory(folder.resolve("live")).resolve("app.db");
        backup = folder.resolve("backup.db");
        try (SqliteDatabase db = Sqlite.open(file)) {
            db.run(c -> c.script("create table note (text text); insert into note values ('old')"));
            assertThat(db.backup(backup).verified()).isTrue();
            db.run(c -> c.update("insert into note values ('new')"));
        }
    }

    private static List<String> notes(Path file) throws SQLException {
        try (SqliteDatabase db = Sqlite.open(file)) {
            Invariants.check(db);
            return db.query("select text from note order by rowid", row -> row.getString(1));
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.map(one -> String.valueOf(one.getFileName())).sorted().toList();
        }
    }

    private static Connection plain(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aBackupTakesTheDatabasesPlaceAndItsRights() throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Backup restored = Sqlite.restore(backup, file, REPLACE);
        assertThat(restored.verified()).isTrue();
        assertThat(restored.destination()).isEqualTo(file.toRealPath());
        assertThat(files()).containsExactly("app.db");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(notes(file)).containsExactly("old");
    }

    private String journalMode() throws SQLException {
        try (Connection c = plain(file);
                Statement statement = c.createStatement();
                ResultSet mode = statement.executeQuery("pragma journal_mode")) {
            return mode.getString(1);
        }
    }

    @Test
    void aDatabaseThatIsCreatedMeanwhileIsNotReplaced() throws Exception {
        Files.delete(file);
        BackupOptions creating = REPLACE.withProgress(progress -> {
            try {
                update(file, "create table if not exists note (text text)");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThatThrownBy(() -> Sqlite.restore(backup, file, creating))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("was created by somebody else");
        assertThat(files()).containsExactly("app.db");
        assertThat(notes(file)).isEmpty();
    }

    @Test
    void theJournalModeStaysAsItWas() throws Exception {
        assertThat(Sqlite.restore(backup, file, REPLACE).verified()).isTrue();
        assertThat(journalMode()).isEqualTo("wal");
        update(file, "pragma journal_mode=delete");
        assertThat(Sqlite.restore(backup, file, REPLACE).verified()).isTrue();
        assertThat(journalMode()).isEqualTo("delete");
        assertThat(files()).containsExactly("app.db");
    }

    @Test
    void aDatabaseThatIsGoneIsMadeAnew() throws Exception {
        Files.delete(file);
        assertThat(Sqlite.restore(backup, file, BackupOptions.defaults()).pages())
                .isPositive();
        assertThat(journalMode()).isEqualTo("wal");
        assertThat(notes(file)).containsExactly("old");
    }

    @Test
    void aDatabaseThatExistsIsReplacedOnlyWhereThatIsAskedFor() throws Exception {
        assertThatThrownBy(() -> Sqlite.restore(backup, file, BackupOptions.defaults()))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("exists already");
        assertThatThrownBy(() -> Sqlite.restore(backup, backup, REPLACE))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("is the database that is to be copied");
        assertThat(notes(file)).containsExactly("old", "new");
    }

    /** As after a crash: SQLite would take that log for the restored file's. */
    @Test
    void theLogOfTheReplacedFileGoesWithIt() throws Exception {
        Path crashed = Files.createDirectory(folder.resolve("crashed"));
        try (Connection c = plain(file);
                Statement statement = c.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute("insert into note values ('in the log')");
            for (String name : new String[] {"app.db", "app.db-wal"}) {
                Files.copy(file.resolveSibling(name), crashed.resolve(name));
            }
        }
        Path replaced = crashed.resolve("app.db");
        assertThat(Sqlite.restore(backup, replaced, REPLACE).verified()).isTrue();
        assertThat(crashed.resolve("app.db-wal")).doesNotExist();
        assertThat(notes(replaced)).containsExactly("old");
    }

    @Test
    void aDatabaseThatIsTooDamagedToBeOpenedIsReplaced() throws Exception {
        Files.writeString(file, "no database any more, whatever it was before".repeat(1000));
        Files.writeString(Path.of(file + "-wal"), "nor is this a log");
        assertThat(Sqlite.restore(backup, file, REPLACE).verified()).isTrue();
        assertThat(files()).containsExactly("app.db");
        assertThat(notes(file)).containsExactly("old");
    }

    @Test
    void aDatabaseInUseIsLeftAlone() throws Exception {
        try (SqliteDatabase db = Sqlite.open(file)) {
            assertRefused("is open in this process");
            db.run(c -> c.update("insert into note values ('later')"));
        }
        try (Connection c = plain(file);
                Statement statement = c.createStatement()) {
            statement.execute("insert into note values ('idle in WAL mode')");
            assertRefused("is open elsewhere");
        }
        assertThat(notes(file)).containsExactly("old", "new", "later", "idle in WAL mode");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> Sqlite.restore(backup, file, REPLACE))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining(message);
    }

    /** An idle connection in another journal mode has no lock by which it could be known. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatHasItOpenIsNamed() throws Exception {
        Process process = new ProcessBuilder("tail", "-f", "-c", "1", file.toString()).start();
        try {
            assertThat(process.getInputStream().read()).isNotNegative();
            assertRefused("is open elsewhere (process " + process.pid() + ")");
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor()).isPositive();
        }
        assertThat(Sqlite.restore(backup, file, REPLACE).verified()).isTrue();
    }

    /** What an index lacks is found by a thorough check alone, and the database is as it was. */
    @Test
    void aBackupThatIsNotSoundReplacesNothing() throws Exception {
        Path bad = folder.resolve("bad.db");
        update(bad, "create table item (id integer primary key, name text)");
        update(bad, "create index item_name on item (name)");
        // The index is taken out of the schema while a row comes in.
        update(
                bad,
                "create table hidden as select * from sqlite_schema where name = 'item_name'",
                "pragma writable_schema=on",
                "delete from sqlite_schema where name = 'item_name'");
        update(bad, "insert into item (name) values ('a')");
        update(bad, "pragma writable_schema=on", "insert into sqlite_schema select * from hidden");
        assertThatThrownBy(() -> Sqlite.restore(bad, file, REPLACE))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("XX001"))
                .hasMessageContaining("in index item_name");
        assertThat(files()).containsExactly("app.db");
        assertThat(journalMode()).isEqualTo("wal");
        assertThat(notes(file)).containsExactly("old", "new");
    }

    private static void update(Path file, String... statements) throws SQLException {
        try (Connection c = plain(file);
                Statement statement = c.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
