package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Traps 13 to 15: what the driver makes of settings, file names and open modes. */
class OpeningTrapsTest {
    @TempDir
    Path folder;

    private List<String> filesIn(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** The page size must be set before WAL mode. It was, but a hash table has it the other way round. */
    @Test
    void trap13PlainSettingsAreAppliedInNoOrderAndDefaultToThoseOfSmallMachines() throws Exception {
        SQLiteConfig config = new SQLiteConfig();
        config.setPageSize(8_192);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        try (Connection connection = Plain.open(folder.resolve("order.db"), config)) {
            assertThat(Plain.value(connection, "pragma page_size"))
                    .as("without a word")
                    .isEqualTo("4096");
            assertThat(Plain.value(connection, "pragma synchronous"))
                    .as("FULL, in WAL mode too")
                    .isEqualTo("2");
            assertThat(Plain.value(connection, "pragma foreign_keys")).isEqualTo("0");
            assertThat(Plain.value(connection, "pragma trusted_schema")).isEqualTo("1");
            assertThat(Plain.value(connection, "pragma busy_timeout")).isEqualTo("3000");
            assertThat(Plain.value(connection, "select \"nosuch\""))
                    .as("a column that does not exist")
                    .isEqualTo("nosuch");
        }
    }

    /**
     * A double-quoted name that is no column stays text here too: the switch against it ({@code SQLITE_DBCONFIG_DQS_DML}) can't be
     * reached through the driver.
     */
    @Test
    void trap13SqlaneEachSettingIsReadBack() throws Exception {
        try (SqliteDatabase db = Sqlite.builder(folder.resolve("order.db"))
                .pragma("trusted_schema", "off")
                .pragma("recursive_triggers", "on")
                .open()) {
            Map<String, Integer> common =
                    Map.of("foreign_keys", 1, "busy_timeout", 0, "trusted_schema", 0, "recursive_triggers", 1);
            db.run(c -> {
                assertThat(c.queryValue("pragma journal_mode", String.class)).contains("wal");
                assertThat(c.queryValue("pragma synchronous", Integer.class)).contains(1);
                assertThat(c.queryValue("pragma query_only", Integer.class)).contains(0);
                assertThat(c.queryValue("pragma cache_size", Integer.class)).contains(-8_192);
                for (Map.Entry<String, Integer> pragma : common.entrySet()) {
                    assertThat(c.queryValue("pragma " + pragma.getKey(), Integer.class))
                            .as(pragma.getKey())
                            .contains(pragma.getValue());
                }
            });
            assertThat(db.queryValue("pragma query_only", Integer.class)).contains(1);
            assertThat(db.queryValue("pragma busy_timeout", Integer.class)).contains(0);
            assertThat(db.queryValue("pragma trusted_schema", Integer.class)).contains(0);
            Invariants.check(db);
        }
        assertThatThrownBy(() -> Sqlite.builder(folder.resolve("other.db"))
                        .pragma("no_such_pragma", "1")
                        .open())
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("does not know the pragma no_such_pragma");
        assertThatThrownBy(() -> Sqlite.builder(folder.resolve("other.db"))
                        .pragma("page_size", "1000")
                        .open())
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("page_size=1000 did not hold")
                .hasMessageContaining("SQLite says 4096");
    }

    @Test
    void trap14PlainAFileNameIsTakenForAUrl() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("plain"));
        try (Connection connection = Plain.open(odd.resolve("app?enable_load_extension=true"), new SQLiteConfig())) {
            Plain.run(connection, "create table item (name text)");
            assertThatThrownBy(() -> Plain.value(connection, "select load_extension('nosuch')"))
                    .as("permitted by the file's name")
                    .hasMessageContaining("cannot open shared object file");
        }
        assertThat(filesIn(odd)).containsExactly("app");

        Path target = odd.resolve("app");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::resource:" + target.toUri())) {
            assertThat(Plain.value(connection, "select count(*) from item"))
                    .as("a table of the file that the file's name points at")
                    .isEqualTo("0");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:file:" + odd + "/a%20b?mode=rwc")) {
            Plain.run(connection, "create table item (name text)");
        }
        assertThat(filesIn(odd)).containsExactly("a b", "app");
    }

    @Test
    void trap14SqlaneAFileNameIsAFileName() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("sqlane"));
        String name = "app?enable_load_extension=true";
        try (SqliteDatabase db = Sqlite.open(odd.resolve(name))) {
            db.run(c -> c.update("create table item (name text)"));
            assertThatThrownBy(() -> db.query("select load_extension('nosuch')", row -> 1))
                    .hasMessageContaining("not authorized");
        }
        assertThat(filesIn(odd)).containsExactly(name);
    }

    @Test
    void trap15PlainOpenModeReadOnlyIsMisuseAndBeginImmediateOnAReaderSucceeds() throws Exception {
        Path file = folder.resolve("modes.db");
        try (Connection writer = Plain.open(file)) {
            Plain.run(writer, "create table item (name text)");
            SQLiteConfig mode = new SQLiteConfig();
            mode.setOpenMode(SQLiteOpenMode.READONLY);
            assertThat(Plain.resultCode(() -> Plain.open(file, mode).close()))
                    .as("MISUSE")
                    .isEqualTo(21);
            SQLiteConfig readOnly = new SQLiteConfig();
            readOnly.setReadOnly(true);
            try (Connection reader = Plain.open(file, readOnly)) {
                Plain.run(reader, "begin immediate");
                assertThat(Plain.resultCode(() -> Plain.run(reader, "insert into item values ('a')")))
                        .isEqualTo(8);
            }
        }
    }

    @Test
    void trap15SqlaneReadersAreReadOnlyAndBeginNoWrite() throws Exception {
        try (SqliteDatabase db = Sqlite.open(folder.resolve("modes.db"))) {
            db.run(c -> c.update("create table item (name text)"));
            assertThatThrownBy(() -> db.query("begin immediate", row -> 1))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("controls the transaction");
            try (Connection reader = db.readPool().getConnection()) {
                assertThatThrownBy(() -> Plain.run(reader, "begin immediate"))
                        .isInstanceOf(SQLException.class)
                        .hasCauseInstanceOf(MisuseException.class);
                assertThatThrownBy(() -> Plain.run(reader, "insert into item values ('a')"))
                        .hasFieldOrPropertyWithValue("SQLState", "25006")
                        .hasFieldOrPropertyWithValue("errorCode", 8);
            }
            Invariants.check(db);
        }
    }
}
