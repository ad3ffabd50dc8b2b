package dev.sqlane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sqlane backup}, {@code restore}, {@code checkpoint} and {@code optimize}: results, exit codes and messages. */
final class MaintenanceCommandsTest {
    @TempDir
    private Path folder;

    private Path file;
    private Path copies;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void create() throws Exception {
        file = folder.resolve("app.db");
        copies = Files.createDirectory(folder.resolve("copies"));
        try (SqliteDatabase db = Sqlite.open(file)) {
            db.run(c -> {
                c.script(
                        "create table note (id integer primary key, text text); create index note_text on note (text)");
                c.update("with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)"
                        + " insert into note (text) select hex(randomblob(200)) from n");
            });
        }
    }

    private int run(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return SqlaneCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    private List<String> copies() throws IOException {
        try (Stream<Path> files = Files.list(copies)) {
            return files.map(one -> String.valueOf(one.getFileName())).sorted().toList();
        }
    }

    private static Connection plain(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private static String value(Path file, String sql) throws SQLException {
        try (Connection c = plain(file);
                Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getString(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup", "restore", "checkpoint", "optimize"})
    void helpHasExamplesAndExitCodes(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("--json", "Exit code: 0", "Examples:", "sqlane " + command + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "backup|Missing required parameters: 'FILE', 'DEST'",
                "backup a.db b.db --pages-per-step 0|pagesPerStep is 0, but must be from 1 to 1000000",
                "backup a.db b.db --pause 10001|pause is PT10.001S, but must be from PT0S to PT10S",
                "backup a.db b.db --pause long|'long' is not a long",
                "backup a.db b.db --timeout 0|--timeout is 0, and must be from 1",
                "restore a.db|Missing required parameter: 'FILE'",
                "checkpoint a.db --wait -1|--wait is -1, and must be from 0",
                "checkpoint|Missing required parameter: 'FILE'",
                "optimize a.db b.db|Unmatched argument at index 2: 'b.db'"
            })
    void wrongUsageGivesOneLineAndExitCodeTwo(String command, String message) {
        assertThat(run((Object[]) command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup", "restore", "checkpoint", "optimize"})
    void aFileThatIsNotThereIsNotCreated(String command) throws Exception {
        Path missing = copies.resolve("missing.db");
        Object[] arguments = command.equals("backup") || command.equals("restore")
                ? new Object[] {command, missing, copies.resolve("other.db")}
                : new Object[] {command, missing};
        assertThat(run(arguments)).isEqualTo(1);
        assertThat(err.toString()).contains("missing.db does not exist").hasLineCount(1);
        assertThat(copies()).isEmpty();
    }

    @Test
    void backUpAndRestore() throws Exception {
        Path backup = copies.resolve("backup.db");
        assertThat(run("backup", file, backup, "--pause=0", "--json")).isZero();
        assertThat(json().get("destination").asText()).isEqualTo(backup.toString());
        assertThat(json().get("pages").asLong() * 4096)
                .isEqualTo(json().get("bytes").asLong())
                .isEqualTo(Files.size(backup));
        assertThat(json().get("verified").asBoolean()).isTrue();
        assertThat(json().get("milliseconds").isIntegralNumber()).isTrue();

        assertThat(run("backup", file, backup)).isEqualTo(1);
        assertThat(err.toString()).contains("exists already").hasLineCount(1);
        assertThat(run("backup", file, backup, "--replace")).isZero();
        assertThat(out.toString())
                .startsWith("Copied " + file + " to " + backup + ": ")
                .endsWith(", verified.\n")
                .hasLineCount(1);
        assertThat(err.toString()).isEmpty();

        try (SqliteDatabase db = Sqlite.open(file)) {
            db.run(c -> c.update("delete from note"));
        }
        assertThat(run("restore", backup, file)).isEqualTo(1);
        assertThat(err.toString()).contains("exists already");
        assertThat(run("restore", backup, file, "--replace")).isZero();
        assertThat(out.toString()).startsWith("Restored " + backup + " to " + file.toRealPath());
        assertThat(value(file, "select count(*) from note")).isEqualTo("5000");
        assertThat(run("restore", backup, copies.resolve("new.db"), "--json")).isZero();
        assertThat(json().get("verified").asBoolean()).isTrue();
        assertThat(copies()).containsExactly("backup.db", "new.db");
    }

    @Test
    void aDatabaseInUseIsNotRestored() throws Exception {
        Path backup = copies.resolve("backup.db");
        assertThat(run("backup", file, backup, "--pause=0")).isZero();
        try (Connection c = plain(file);
                Statement statement = c.createStatement()) {
            assertThat(statement.executeUpdate("delete from note")).isEqualTo(5000);
            assertThat(run("restore", backup, file, "--replace")).isEqualTo(1);
            assertThat(err.toString())
                    .contains("is open elsewhere", "Stop them first")
                    .hasLineCount(1);
        }
        assertThat(value(file, "select count(*) from note")).isEqualTo("0");
    }

    @Test
    void aDatabaseThatIsNotInWalModeIsBackedUpAsItIs() throws Exception {
        assertThat(value(file, "pragma journal_mode=delete")).isEqualTo("delete");
        assertThat(run("backup", file, copies.resolve("backup.db"), "--pause=0"))
                .isZero();
        assertThat(value(file, "pragma journal_mode")).isEqualTo("delete");
        for (String command : List.of("checkpoint", "optimize")) {
            assertThat(run(command, file)).isEqualTo(1);
            assertThat(err.toString()).contains("is in journal mode delete");
        }
        assertThat(value(file, "pragma journal_mode")).isEqualTo("delete");
    }

    @Test
    void aCheckpointEmptiesTheLogOrSaysWhatIsBlocked() throws Exception {
        try (Connection writer = plain(file);
                Statement write = writer.createStatement();
                Connection reader = plain(file);
                Statement read = reader.createStatement()) {
            assertThat(write.executeUpdate("insert into note (text) values ('a')"))
                    .isEqualTo(1);
            try (ResultSet open = read.executeQuery("select * from note")) {
                assertThat(open.next()).isTrue();
                assertThat(write.executeUpdate("insert into note (text) values ('b')"))
                        .isEqualTo(1);

                assertThat(run("checkpoint", file, "--wait=0", "--json")).isEqualTo(1);
                assertThat(json().get("truncated").asBoolean()).isFalse();
                assertThat(json().get("blocked").asBoolean()).isTrue();
                assertThat(json().get("moved").asLong())
                        .isPositive()
                        .isLessThan(json().get("pages").asLong());
                assertThat(run("checkpoint", file, "--wait=0")).isEqualTo(1);
                assertThat(out.toString())
                        .contains("not truncated: blocked for 0 s")
                        .hasLineCount(1);
            }
            assertThat(run("checkpoint", file, "--json")).isZero();
            assertThat(json().get("truncated").asBoolean()).isTrue();
            assertThat(json().get("moved").asLong())
                    .isPositive()
                    .isEqualTo(json().get("pages").asLong());
            assertThat(Files.size(Path.of(file + "-wal"))).isZero();
            assertThat(run("checkpoint", file)).isZero();
            assertThat(out.toString()).isEqualTo("0 pages in the log, 0 moved, truncated.\n");
        }
    }

    @Test
    void optimizingGathersStatisticsOnce() throws Exception {
        // Another connection, so that the one of the command does not close last, which would gather them as well.
        try (Connection other = plain(file);
                Statement statement = other.createStatement()) {
            // Closing the database has gathered them already.
            assertThat(statement.executeUpdate("drop table if exists sqlite_stat1; drop table if exists sqlite_stat4"))
                    .isNotNegative();
            assertThat(run("optimize", file, "--json")).isZero();
            assertThat(json().get("statements").toString()).contains("ANALYZE").contains("note");
            assertThat(value(file, "select count(*) from sqlite_stat1")).isEqualTo("1");
            assertThat(run("optimize", file)).isZero();
            assertThat(out.toString()).startsWith("Nothing was to be done");
        }
    }

    @Test
    void theCommandsOfTheGuideWork() throws Exception {
        List<String> commands = Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
                .filter(line -> line.startsWith("./sqlane "))
                .toList();
        assertThat(commands).hasSizeGreaterThan(5);
        for (String command : commands) {
            Object[] arguments = Stream.of(
                            command.substring("./sqlane ".length()).split(" "))
                    .map(word -> word.endsWith(".db") ? folder.resolve(word) : word)
                    .toArray();
            assertThat(run(arguments)).as(command).isZero();
            assertThat(err.toString()).as(command).isEmpty();
        }
    }

    /** As Ctrl-C does it: the process is told to end in the middle of a copy. */
    @Test
    void aProcessThatIsToldToEndLeavesNothing() throws Exception {
        assumeTrue(File.separatorChar == '/', "no signals on Windows");
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            copies.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            SqlaneCommand.class.getName(),
                            "backup",
                            file.toString(),
                            copies.resolve("backup.db").toString(),
                            "--pages-per-step=1",
                            "--pause=10000")
                    .redirectErrorStream(true)
                    .start();
            try {
                assertThat(watch.poll(60, TimeUnit.SECONDS)).isNotNull();
                assertThat(copies()).first().asString().endsWith(".partial");
                process.destroy();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(copies()).isEmpty();
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
