package dev.sqlane.sqlite.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of parameters that is counted is the one that SQLite finds. */
class ParametersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "select ?",
                "select ?, ?, ?",
                "select ?3, ?",
                "select ?, ?2, ?1, ?",
                "select ?007",
                "select :a, :b, :a",
                "select :a, @a, $a",
                "select :a, ?, :a, ?5, :b, ?",
                "select $a::b(c), $a::b(d), ?",
                "select '?' as \"?\", x'00' as [?], 1 as `?` -- ?\n, ? /* ? */",
                "select ':a' || :a || '@b'",
                "select 1 where 1=?and 2=?",
                "select json('[1]') ->> ?, '{}' -> :path"
            })
    void parametersAreCountedAsSqliteDoes(String sql) throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite::memory:");
                PreparedStatement statement = c.prepareStatement(sql)) {
            assertThat(Parameters.count(sql))
                    .isEqualTo(statement.getParameterMetaData().getParameterCount());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"select ?99999999999999999999", "select ?40000, ?, ?"})
    void aNumberThatSqliteRefusesDoesNoHarm(String sql) {
        assertThat(Parameters.count(sql)).isEqualTo(32_766);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "@", "#5", "'", "select :", "select 1 : 2", "$"})
    void whatIsNoParameterIsNotCounted(String sql) {
        assertThat(Parameters.count(sql)).isZero();
    }
}
