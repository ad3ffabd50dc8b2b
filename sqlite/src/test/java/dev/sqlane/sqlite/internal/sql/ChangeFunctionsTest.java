package dev.sqlane.sqlite.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.sqlite.internal.sql.ChangeFunctions.Answers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replacing the functions of the last write gives what SQLite gives where it wrote itself. */
class ChangeFunctionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "select last_insert_rowid() | select cast(-5 as integer) as \"last_insert_rowid()\"",
                "select LAST_INSERT_ROWID ( ) ; | select cast(-5 as integer) as \"LAST_INSERT_ROWID ( )\" ;",
                "select distinct changes(), 1 | select distinct cast(2 as integer) as \"changes()\", 1",
                "select changes() n | select cast(2 as integer) n",
                "select changes() as n from t | select cast(2 as integer) as n from t",
                "select changes() from t | select cast(2 as integer) as \"changes()\" from t",
                "select changes() + 1 | select cast(2 as integer) + 1",
                "select 1 + changes(), total_changes() | select 1 + cast(2 as integer), cast(9 as integer) as \"total_changes()\"",
                "select max(1, changes(), 2) | select max(1, cast(2 as integer), 2)",
                "select a from t order by a, changes() | select a from t order by a, cast(2 as integer)",
                "with x as (select 1) select changes() | with x as (select 1) select cast(2 as integer) as \"changes()\"",
                "insert into t values (1, changes()) | insert into t values (1, cast(2 as integer))",
                "select \"changes\"() | select cast(2 as integer) as \"\"\"changes\"\"()\""
            })
    void aCallIsReplacedAndAColumnKeepsItsName(String sql, String replaced) {
        assertThat(ChangeFunctions.replaced(sql, new Answers(-5, 2, 9), true)).isEqualTo(replaced);
        assertThat(ChangeFunctions.areCalledIn(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'changes()', \"changes\", changes, t.changes from changes",
                "select changes(1)",
                "select 1 -- changes()",
                "select my_changes()",
                "select changes",
                "select changes(",
                ""
            })
    void whatIsNoCallStaysAsItIs(String sql) {
        assertThat(ChangeFunctions.replaced(sql, new Answers(-5, 2, 9), true)).isEqualTo(sql);
        assertThat(ChangeFunctions.areCalledIn(sql)).isFalse();
    }

    @Test
    void theAnswersAreThoseOfSqlite() throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = c.createStatement()) {
            statement.executeUpdate("create table t (id integer primary key, n)");
            statement.executeUpdate("insert into t values (-9223372036854775808, 1), (7, 2)");
            Answers answers = new Answers(7, 2, 2);
            for (String sql : List.of(
                    "select last_insert_rowid(), changes(), total_changes()",
                    "select n from t where id = last_insert_rowid() order by last_insert_rowid()",
                    "select count(*), changes() from t group by changes()",
                    "select last_insert_rowid() union all select changes() order by 1",
                    "values (last_insert_rowid(), 1), (2, changes())",
                    "select typeof(changes()), (select total_changes())")) {
                assertThat(rows(statement, ChangeFunctions.replaced(sql, answers, true)))
                        .as(sql)
                        .isEqualTo(rows(statement, sql));
            }
            Answers least = new Answers(Long.MIN_VALUE, 0, 0);
            assertThat(rows(statement, ChangeFunctions.replaced("select last_insert_rowid()", least, true)))
                    .containsExactly(List.of("last_insert_rowid()"), List.of("" + Long.MIN_VALUE));
        }
    }

    /** The columns' labels, except of columns that are expressions around a call, and the rows. */
    private static List<List<String>> rows(Statement statement, String sql) throws SQLException {
        List<List<String>> table = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            int count = rows.getMetaData().getColumnCount();
            List<String> labels = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                String label = rows.getMetaData().getColumnLabel(i);
                if (label.endsWith("()") || !label.contains("(")) {
                    labels.add(label);
                }
            }
            table.add(labels);
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= count; i++) {
                    row.add(rows.getString(i));
                }
                table.add(row);
            }
        }
        return table;
    }
}
