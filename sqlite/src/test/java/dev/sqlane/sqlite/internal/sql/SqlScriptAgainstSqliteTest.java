package dev.sqlane.sqlite.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares with SQLite itself: a script that SQLite runs as a whole must leave the same behind as its statements, run one by
 * one. The driver helps: its {@code executeUpdate} runs all statements of a text, its {@code execute} only the first, so
 * that a text taken for one statement that is two shows as the second one missing.
 */
class SqlScriptAgainstSqliteTest {
    /** Harmless statements, each of which leaves a trace or changes what the others may do. */
    private static final String[] STATEMENTS = {
        "insert into log values ('plain')",
        "insert into log values ('it''s; -- not')",
        "INSERT INTO log VALUES (\"a;b\")",
        "replace into log values (x'3b2d2d')",
        "insert into [log] select `what` from \"log\" limit 1",
        "insert into log values (case when 1 then 'end;' else 'x' end)",
        "with a(b) as (values (';')) insert into log select b from a",
        "update log set what = what || $p(;') where 0",
        "insert into log values (:a::b(;)) returning what",
        "create table if not exists \"x;y\"(a default ';', b)",
        "create trigger if not exists \"end\" after insert on log begin insert into \"x;y\" values (';', 2); end",
        """
        create temp trigger if not exists begin2 after insert on log when new.what = 'plain' begin
          select case new.what when ';' then 1 else case when 1 then 2 end end; -- end;
          update log set what = 'end;' where what = 'nothing'; /* end; */ end""",
        "create trigger broken after insert on log begin select 1 end",
        "begin",
        "commit",
        "end",
        "rollback",
        "savepoint s",
        "release s",
        "pragma user_version = 7",
        "explain pragma user_version = 8",
        "explain insert into log values ('never')",
        "explain create trigger e after insert on log begin select 1; end",
        "drop trigger if exists \"end\"",
        "select 1 as [;], 2 as \"end\"",
        "values (1), (2)",
        "no such statement",
    };

    private static final String[] BETWEEN = {
        ";", ";", ";\n", " ; ", ";;", "; -- ;\n", ";/* ; ' */", "--;\n;", "/*/;*/;", ";\uFEFF", "; \u000B", ";\f\r\n\t"
    };

    /** What a text may be cut of. Put together at random, most of it is no SQL at all, which is the point. */
    private static final String[] FRAGMENTS = {
        ";",
        ";",
        ";",
        " ",
        " ",
        "\n",
        "\t",
        "'",
        "\"",
        "`",
        "[",
        "]",
        "--",
        "/*",
        "*/",
        "*",
        "/",
        "-",
        "(",
        ")",
        ".",
        ",",
        "=",
        "$a(",
        "a$b(",
        ":",
        "$",
        "@b",
        ":c::",
        "?1",
        "#",
        "x'",
        "x'3b'",
        "1",
        "1e",
        "0x",
        "\\",
        "\uFEFF",
        "\u000B",
        "\u00e9",
        "\uD83D\uDE00",
        "end",
        " end ",
        "begin",
        "case",
        "when",
        "create trigger t1 after insert on log begin ",
        "create temp trigger",
        "trigger",
        "temp",
        "temp.",
        "select ",
        "select 1",
        "values (1)",
        "insert into log values ('a')",
        "insert into log values (",
        "'b')",
        "; insert into log values ('c');",
        "commit",
        "begin;",
        "rollback",
        "savepoint s",
        "explain ",
        "query plan ",
        "pragma ",
        "user_version",
        "= 5",
        "pragma user_version = 9"
    };

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void scriptsRunTheSameAsAWholeAndInParts(long seed) throws SQLException {
        Random random = new Random(seed);
        StringBuilder script = new StringBuilder();
        for (int i = 0, count = 1 + random.nextInt(12); i < count; i++) {
            script.append(oneOf(STATEMENTS, random)).append(oneOf(BETWEEN, random));
        }
        assertRunsTheSame(script.toString());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyTextRunsTheSameAsAWholeAndInParts(long seed) throws SQLException {
        Random random = new Random(seed);
        for (int text = 0; text < 25; text++) {
            StringBuilder script = new StringBuilder();
            for (int i = 0, count = 1 + random.nextInt(20); i < count; i++) {
                script.append(oneOf(FRAGMENTS, random));
            }
            assertRunsTheSame(script.toString());
        }
    }

    /** SQLite stops at a zero byte. We look further, which finds more than it runs, never less. */
    @Test
    void nothingHidesBehindAZeroByte() {
        assertThat(SqlScript.parse("select 1\0; commit").statements())
                .extracting(SqlStatement::kind)
                .containsExactly(Kind.SELECT, Kind.TRANSACTION_CONTROL);
        assertThat(SqlScript.parse("pragma user_version\0").statements())
                .extracting(SqlStatement::kind)
                .containsExactly(Kind.PRAGMA_WRITE);
    }

    /** Runs every pragma that is said to read, in many ways of writing, and looks whether anything changed. */
    @Test
    void pragmasThatReadChangeNothing() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            List<String> pragmas = column(statement, "pragma pragma_list");
            assertThat(pragmas).hasSizeGreaterThan(50);
            List<String> forms = List.of(
                    "%s",
                    "main.%s",
                    "\"%s\"",
                    "%s = 1",
                    "%s(1)",
                    "%s = 0",
                    "%s(log)",
                    "main.[%s] ('log')",
                    "%s = full",
                    "%s(2)");
            List<String> before = settings(statement);
            int run = 0;
            for (String pragma : pragmas) {
                for (String form : forms) {
                    for (String prefix : List.of("pragma ", "explain pragma ", "EXPLAIN QUERY PLAN PRAGMA ")) {
                        String sql = prefix + form.formatted(pragma);
                        SqlStatement parsed = SqlScript.parse(sql).statements().get(0);
                        assertThat(parsed.pragma()).isEqualTo(pragma);
                        if (parsed.kind() == Kind.PRAGMA_READ) {
                            run++;
                            column(statement, sql);
                            assertThat(settings(statement)).as(sql).isEqualTo(before);
                        }
                    }
                }
            }
            assertThat(run).isGreaterThan(300);
        }
    }

    /** Why EXPLAIN before a pragma counts as the pragma. */
    @Test
    void explainExecutesPragmas() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("explain pragma synchronous = off");
            assertThat(column(statement, "pragma synchronous")).containsExactly("0");
        }
    }

    private interface Run {
        void run(Statement statement) throws SQLException;
    }

    private static void assertRunsTheSame(String script) throws SQLException {
        List<String> asAWhole = stateAfter(statement -> statement.executeUpdate(script));
        List<String> inParts = stateAfter(statement -> {
            for (SqlStatement each : SqlScript.parse(script).statements()) {
                statement.execute(each.text());
            }
        });
        assertThat(inParts).as(script).isEqualTo(asAWhole);
    }

    private static List<String> stateAfter(Run run) throws SQLException {
        try (Connection connection = open()) {
            try (Statement statement = connection.createStatement()) {
                run.run(statement);
            } catch (SQLException e) {
                // What ran before the first error counts.
            }
            try (Statement statement = connection.createStatement()) {
                return state(statement);
            }
        }
    }

    private static Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table log(what)");
        }
        return connection;
    }

    private static List<String> state(Statement statement) throws SQLException {
        List<String> state = new ArrayList<>();
        // A bare BEGIN fails while a transaction is open.
        try {
            statement.execute("begin");
            statement.execute("commit");
            state.add("no transaction");
        } catch (SQLException e) {
            state.add("transaction");
        }
        state.addAll(column(statement, "select what from log"));
        state.addAll(column(statement, "select name || ' ' || sql from sqlite_schema"));
        state.addAll(column(statement, "select name || ' ' || sql from sqlite_temp_schema"));
        state.addAll(column(statement, "pragma user_version"));
        return state;
    }

    private static List<String> settings(Statement statement) throws SQLException {
        List<String> settings = new ArrayList<>();
        for (String pragma : List.of(
                "analysis_limit",
                "application_id",
                "auto_vacuum",
                "automatic_index",
                "busy_timeout",
                "cache_size",
                "cache_spill",
                "cell_size_check",
                "checkpoint_fullfsync",
                "defer_foreign_keys",
                "encoding",
                "foreign_keys",
                "fullfsync",
                "hard_heap_limit",
                "ignore_check_constraints",
                "journal_mode",
                "journal_size_limit",
                "legacy_alter_table",
                "locking_mode",
                "max_page_count",
                "mmap_size",
                "page_size",
                "query_only",
                "read_uncommitted",
                "recursive_triggers",
                "reverse_unordered_selects",
                "schema_version",
                "secure_delete",
                "soft_heap_limit",
                "synchronous",
                "temp_store",
                "threads",
                "trusted_schema",
                "user_version",
                "wal_autocheckpoint",
                "writable_schema")) {
            settings.add(pragma + " " + column(statement, "pragma " + pragma));
        }
        settings.addAll(column(statement, "select total_changes()"));
        settings.addAll(column(statement, "select sql from sqlite_schema"));
        return settings;
    }

    private static List<String> column(Statement statement, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet cursor = statement.executeQuery(query)) {
            while (cursor.next()) {
                values.add(cursor.getString(1));
            }
        } catch (SQLException e) {
            // Some pragmas have no rows for a database in memory, or no such table.
            values.add(e.getMessage());
        }
        return values;
    }

    private static String oneOf(String[] choices, Random random) {
        return choices[random.nextInt(choices.length)];
    }
}
