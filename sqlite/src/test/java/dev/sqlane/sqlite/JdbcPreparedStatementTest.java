package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prepared statements: parameters, executions and their repetition, metadata, batches, keys. */
class JdbcPreparedStatementTest {
    private SqliteDatabase db;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary();
        db.run(c -> c.script("create table item (id integer primary key, name text unique, size)"));
        connection = db.writePool().getConnection();
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        connection.close();
        Invariants.check(db);
        db.close();
    }

    private List<String> names() throws SQLException {
        return db.query("select name from item order by id", row -> String.valueOf(row.getString(1)));
    }

    /** Sets one parameter. */
    @FunctionalInterface
    private interface Setter {
        void set(PreparedStatement statement) throws SQLException;
    }

    /** Returns the storage class and the value that SQLite sees. */
    private String stored(Setter setter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select typeof(?1) || ' ' || quote(?1)")) {
            setter.set(statement);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getString(1);
            }
        }
    }

    // Parameters -----------------------------------------------------------------------------------------------------

    @Test
    void plainValuesAreStoredAsTheDriverStoresThem() throws Exception {
        assertThat(stored(s -> s.setInt(1, 7))).isEqualTo("integer 7");
        assertThat(stored(s -> s.setLong(1, 1L << 40))).isEqualTo("integer 1099511627776");
        assertThat(stored(s -> s.setShort(1, (short) 3))).isEqualTo("integer 3");
        assertThat(stored(s -> s.setByte(1, (byte) -3))).isEqualTo("integer -3");
        assertThat(stored(s -> s.setBoolean(1, true))).isEqualTo("integer 1");
        assertThat(stored(s -> s.setDouble(1, 1.5))).isEqualTo("real 1.5");
        assertThat(stored(s -> s.setFloat(1, 0.5f))).isEqualTo("real 0.5");
        assertThat(stored(s -> s.setString(1, "it's"))).isEqualTo("text 'it''s'");
        assertThat(stored(s -> s.setNString(1, "ä"))).isEqualTo("text 'ä'");
        assertThat(stored(s -> s.setString(1, null))).isEqualTo("null NULL");
        assertThat(stored(s -> s.setNull(1, Types.INTEGER))).isEqualTo("null NULL");
        assertThat(stored(s -> s.setBytes(1, new byte[] {1, 2}))).isEqualTo("blob X'0102'");
        assertThat(stored(s -> s.setBigDecimal(1, new BigDecimal("1.50")))).isEqualTo("text '1.50'");
    }

    /** The driver would store a question mark. */
    @Test
    void halfOfASurrogatePairIsRefused() throws Exception {
        String half = "hunter2\uD83D";
        for (Setter setter : List.<Setter>of(
                s -> s.setString(2, half),
                s -> s.setNString(2, half),
                s -> s.setObject(2, half),
                s -> s.setObject(2, half, Types.VARCHAR),
                s -> s.setObject(2, CharBuffer.wrap(half)),
                s -> s.setCharacterStream(2, new StringReader(half)),
                // Cut in the middle of a pair by its length.
                s -> s.setCharacterStream(2, new StringReader(half + "\uDE00"), half.length()))) {
            try (PreparedStatement statement = connection.prepareStatement("select ?, ?")) {
                assertThatThrownBy(() -> setter.set(statement))
                        .isInstanceOf(SQLNonTransientException.class)
                        .hasFieldOrPropertyWithValue("SQLState", "HY000")
                        .hasMessageContaining("parameter 2 has half of a surrogate pair at index 7 of its 8 chars")
                        .hasMessageNotContaining("hunter2");
            }
        }
        assertThat(stored(s -> s.setString(1, "\uD83D\uDE00"))).isEqualTo("text '\uD83D\uDE00'");
    }

    @Test
    void datesOfJdbcAreStoredAsTheDriverStoresThem() throws Exception {
        Timestamp timestamp = new Timestamp(1_700_000_000_123L);
        Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        assertThat(stored(s -> s.setTimestamp(1, timestamp))).isEqualTo("integer 1700000000123");
        assertThat(stored(s -> s.setTimestamp(1, timestamp, utc))).isEqualTo("integer 1700000000123");
        assertThat(stored(s -> s.setObject(1, timestamp))).isEqualTo("integer 1700000000123");
        assertThat(stored(s -> s.setDate(1, new Date(86_400_000L)))).isEqualTo("integer 86400000");
        assertThat(stored(s -> s.setDate(1, null))).isEqualTo("null NULL");
    }

    @Test
    void objectsAreStoredAsTheShortHandsStoreThem() throws Exception {
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        Instant instant = Instant.parse("2024-05-06T07:08:09.5Z");
        assertThat(stored(s -> s.setObject(1, null))).isEqualTo("null NULL");
        assertThat(stored(s -> s.setObject(1, 7))).isEqualTo("integer 7");
        assertThat(stored(s -> s.setObject(1, (byte) 7))).isEqualTo("integer 7");
        assertThat(stored(s -> s.setObject(1, false))).isEqualTo("integer 0");
        assertThat(stored(s -> s.setObject(1, 0.5f))).isEqualTo("real 0.5");
        assertThat(stored(s -> s.setObject(1, "7", Types.INTEGER))).isEqualTo("text '7'");
        assertThat(stored(s -> s.setObject(1, 7L, JDBCType.BIGINT))).isEqualTo("integer 7");
        assertThat(stored(s -> s.setObject(1, uuid))).isEqualTo("text '" + uuid + "'");
        assertThat(stored(s -> s.setObject(1, DayOfWeek.MONDAY))).isEqualTo("text 'MONDAY'");
        assertThat(stored(s -> s.setObject(1, new BigDecimal("0.10")))).isEqualTo("text '0.10'");
        assertThat(stored(s -> s.setObject(1, BigInteger.TEN))).isEqualTo("integer 10");
        assertThat(stored(s -> s.setObject(1, 'x'))).isEqualTo("text 'x'");
        assertThat(stored(s -> s.setObject(1, LocalDate.of(2024, 5, 6)))).isEqualTo("text '2024-05-06'");
        assertThat(stored(s -> s.setObject(1, URI.create("a:b")))).isEqualTo("text 'a:b'");
        String viaShortHand = db.queryValue("select ?", String.class, instant).orElseThrow();
        assertThat(stored(s -> s.setObject(1, instant))).isEqualTo("text '" + viaShortHand + "'");
        assertThatThrownBy(() -> stored(s -> s.setObject(1, new Object()))).hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> stored(s -> s.setObject(1, new int[] {1}))).hasMessageContaining("int[]");
        assertThatThrownBy(() -> stored(s -> s.setObject(1, Instant.MAX))).hasMessageContaining("years");
    }

    @Test
    void streamsAreReadAtOnce() throws Exception {
        byte[] bytes = "héllo".getBytes(StandardCharsets.UTF_8);
        assertThat(stored(s -> s.setBinaryStream(1, new ByteArrayInputStream(new byte[] {1, 2, 3}), 2)))
                .isEqualTo("blob X'0102'");
        assertThat(stored(s -> s.setBlob(1, new ByteArrayInputStream(new byte[] {1}))))
                .isEqualTo("blob X'01'");
        assertThat(stored(s -> s.setAsciiStream(1, new ByteArrayInputStream(bytes))))
                .isEqualTo("text 'héllo'");
        assertThat(stored(s -> s.setCharacterStream(1, new StringReader("héllo"), 3)))
                .isEqualTo("text 'hél'");
        assertThat(stored(s -> s.setClob(1, new StringReader("héllo")))).isEqualTo("text 'héllo'");
        assertThat(stored(s -> s.setCharacterStream(1, null))).isEqualTo("null NULL");
        assertThatThrownBy(() -> stored(s -> s.setBinaryStream(1, new ByteArrayInputStream(bytes), 100)))
                .hasMessageContaining("ended after 6 bytes");
        assertThatThrownBy(() -> stored(s -> s.setBinaryStream(1, null, -1))).hasMessageContaining("-1");
    }

    @Test
    void aForgottenParameterIsAnError() throws Exception {
        try (PreparedStatement insert = connection.prepareStatement("insert into item (name, size) values (?, ?)")) {
            assertThatThrownBy(() -> insert.setInt(3, 1)).hasMessageContaining("no parameter 3");
            assertThatThrownBy(() -> insert.setInt(0, 1)).hasMessageContaining("no parameter 0");
            insert.setString(1, "a");
            // The driver would insert NULL.
            assertThatThrownBy(insert::executeUpdate).hasMessageContaining("Parameter 2 of 2");
            insert.setInt(2, 5);
            assertThat(insert.executeUpdate()).isEqualTo(1);
            insert.clearParameters();
            assertThatThrownBy(insert::executeUpdate).hasMessageContaining("Parameter 1 of 2");
            ParameterMetaData parameters = insert.getParameterMetaData();
            assertThat(parameters.getParameterCount()).isEqualTo(2);
            assertThat(parameters.getParameterClassName(2)).isEqualTo("java.lang.String");
            assertThat(parameters.getParameterMode(1)).isEqualTo(ParameterMetaData.parameterModeIn);
            assertThatThrownBy(() -> parameters.getParameterType(3)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> insert.setArray(1, null)).isInstanceOf(SQLFeatureNotSupportedException.class);
        }
        assertThat(names()).containsExactly("a");
    }

    // Execution ------------------------------------------------------------------------------------------------------

    @Test
    void itRunsAgainWithTheSameAndWithOtherValues() throws Exception {
        try (PreparedStatement insert = connection.prepareStatement("insert into item (name, size) values (?, ?)")) {
            insert.setInt(2, 5);
            for (String name : List.of("a", "b")) {
                insert.setString(1, name);
                assertThat(insert.executeUpdate()).isEqualTo(1);
                assertThat(insert.getUpdateCount()).isEqualTo(1);
            }
            insert.setString(1, "c");
            assertThat(insert.execute()).isFalse();
            assertThat(insert.getLargeUpdateCount()).isEqualTo(1);
            assertThat(insert.getMetaData()).isNull();
        }
        assertThat(db.query("select name || size from item", row -> row.getString(1)))
                .containsExactly("a5", "b5", "c5");
    }

    @Test
    void theWrongExecuteIsRefusedBeforeAnythingRuns() throws Exception {
        try (PreparedStatement insert =
                        connection.prepareStatement("insert into item (name) values ('a') returning id");
                PreparedStatement delete = connection.prepareStatement("delete from item")) {
            assertThatThrownBy(insert::executeUpdate).hasMessageContaining("returns rows");
            assertThat(names()).isEmpty();
            try (ResultSet rows = insert.executeQuery()) {
                assertThat(rows.next()).isTrue();
            }
            assertThatThrownBy(delete::executeQuery).hasMessageContaining("returns no rows");
            assertThatThrownBy(() -> delete.executeUpdate("delete from item"))
                    .hasMessageContaining("takes no further text");
            assertThatThrownBy(() -> delete.addBatch("x")).hasMessageContaining("takes no further text");
        }
        assertThat(names()).containsExactly("a");
        assertThatThrownBy(() -> connection.prepareStatement("select 1; select 2"))
                .hasMessageContaining("2 statements");
    }

    @Test
    void itRunsAgainAfterAConstraintFailed() throws Exception {
        try (PreparedStatement insert = connection.prepareStatement("insert into item (name, size) values (?, ?)")) {
            insert.setString(1, "a");
            insert.setInt(2, 1);
            insert.executeUpdate();
            assertThatThrownBy(insert::executeUpdate).isInstanceOf(SQLIntegrityConstraintViolationException.class);
            insert.setString(1, "b");
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void itRunsAgainWithItsValuesAfterAnErrorThatBrokeIt() throws Exception {
        try (PreparedStatement select =
                connection.prepareStatement("select ?1, abs(case when ?2 then -9223372036854775808 else 1 end)")) {
            select.setString(1, "kept");
            select.setBoolean(2, true);
            assertThatThrownBy(select::executeQuery).hasMessageContaining("integer overflow");
            select.setBoolean(2, false);
            try (ResultSet rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("kept");
            }
        }
    }

    @Test
    void anErrorBetweenRowsEndsTheRows() throws Exception {
        String sql = "select abs(column1) from (values (1), (?1), (3))";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, Long.MIN_VALUE);
            ResultSet rows = select.executeQuery();
            assertThat(rows.next()).isTrue();
            assertThatThrownBy(rows::next).hasMessageContaining("integer overflow");
            // The driver would begin anew, with the first row.
            assertThatThrownBy(rows::next).hasFieldOrPropertyWithValue("SQLState", "24000");
            assertThat(rows.isClosed()).isTrue();
            select.setLong(1, 2);
            try (ResultSet again = select.executeQuery()) {
                List<Long> values = new ArrayList<>();
                while (again.next()) {
                    values.add(again.getLong(1));
                }
                assertThat(values).containsExactly(1L, 2L, 3L);
            }
        }
    }

    @Test
    void twoOfTheSameTextHaveRowsOfTheirOwn() throws Exception {
        String sql = "select value from json_each(?)";
        try (PreparedStatement outer = connection.prepareStatement(sql);
                PreparedStatement inner = connection.prepareStatement(sql)) {
            outer.setString(1, "[1,2]");
            List<String> pairs = new ArrayList<>();
            ResultSet outerRows = outer.executeQuery();
            while (outerRows.next()) {
                inner.setString(1, "[3,4]");
                ResultSet innerRows = inner.executeQuery();
                while (innerRows.next()) {
                    pairs.add(outerRows.getString(1) + innerRows.getString(1));
                }
            }
            assertThat(pairs).containsExactly("13", "14", "23", "24");
        }
    }

    @Test
    void theCacheKeepsNoValuesAndNoRows() throws Exception {
        String sql = "select ?";
        PreparedStatement first = connection.prepareStatement(sql);
        first.setInt(1, 1);
        ResultSet rows = first.executeQuery();
        first.close();
        assertThat(rows.isClosed()).isTrue();
        assertThatThrownBy(first::executeQuery).hasFieldOrPropertyWithValue("SQLState", "HY010");
        assertThatThrownBy(() -> first.setInt(1, 1)).hasFieldOrPropertyWithValue("SQLState", "HY010");
        try (PreparedStatement second = connection.prepareStatement(sql)) {
            assertThatThrownBy(second::executeQuery).hasMessageContaining("has no value");
            first.close();
            rows.close();
            second.setInt(1, 2);
            ResultSet secondRows = second.executeQuery();
            assertThat(secondRows.next()).isTrue();
            assertThat(secondRows.getInt(1)).isEqualTo(2);
        }
    }

    // Metadata -------------------------------------------------------------------------------------------------------

    @Test
    void metadataBeforeTheExecutionIsOfNow() throws Exception {
        ResultSetMetaData closed;
        try (PreparedStatement select = connection.prepareStatement("select * from item");
                Connection foreign = JdbcForeign.connect(db)) {
            assertThat(select.getMetaData().getColumnCount()).isEqualTo(3);
            JdbcForeign.execute(foreign, "alter table item add column added real");
            ResultSetMetaData now = select.getMetaData();
            assertThat(now.getColumnCount()).isEqualTo(4);
            assertThat(now.getColumnName(4)).isEqualTo("added");
            assertThat(now.getColumnTypeName(4)).isEqualTo("REAL");
            assertThat(now.getTableName(1)).isEqualTo("item");
            try (ResultSet rows = select.executeQuery()) {
                assertThat(select.getMetaData().getColumnCount()).isEqualTo(4);
                assertThat(rows.getMetaData().getColumnLabel(2)).isEqualTo("name");
                assertThat(rows.isClosed()).isFalse();
            }
            // It stays of use after the rows are closed, and until the statement is.
            assertThat(now.getColumnName(1)).isEqualTo("id");
            closed = now;
        }
        assertThatThrownBy(() -> closed.getColumnName(1)).hasFieldOrPropertyWithValue("SQLState", "HY010");
    }

    @Test
    void metadataBeginsNoTransaction() throws Exception {
        connection.setAutoCommit(false);
        try (PreparedStatement select = connection.prepareStatement("select * from item");
                Connection foreign = JdbcForeign.connect(db)) {
            assertThat(select.getMetaData().getColumnCount()).isEqualTo(3);
            JdbcForeign.execute(foreign, "begin immediate", "rollback");
        }
    }

    // Keys and batches -----------------------------------------------------------------------------------------------

    @Test
    void eachExecutionHasItsKey() throws Exception {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into item (name) values (?)", Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 1; i <= 3; i++) {
                insert.setString(1, "name " + i);
                insert.executeUpdate();
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    assertThat(keys.next()).isTrue();
                    assertThat(keys.getLong(1)).isEqualTo(i);
                    assertThat(keys.next()).isFalse();
                }
            }
        }
    }

    @Test
    void aBatchHasAllItsKeys() throws Exception {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into item (name) values (?)", Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 1; i <= 3; i++) {
                insert.setString(1, "name " + i);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
            List<Long> keys = new ArrayList<>();
            try (ResultSet rows = insert.getGeneratedKeys()) {
                while (rows.next()) {
                    keys.add(rows.getLong("last_insert_rowid()"));
                }
            }
            assertThat(keys).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void aBatchStopsAtTheFirstError() throws Exception {
        try (PreparedStatement insert = connection.prepareStatement("insert into item (name, size) values (?, ?)")) {
            for (String name : List.of("a", "b", "a", "c")) {
                insert.setString(1, name);
                insert.setObject(2, name.length());
                insert.addBatch();
            }
            assertThatThrownBy(insert::executeBatch).isInstanceOfSatisfying(BatchUpdateException.class, e -> {
                assertThat(e.getUpdateCounts()).containsExactly(1, 1);
                assertThat(e.getSQLState()).isEqualTo("23505");
                assertThat((Throwable) e).hasCauseInstanceOf(SQLIntegrityConstraintViolationException.class);
            });
            // In auto-commit mode each entry was a transaction of its own.
            assertThat(names()).containsExactly("a", "b");
            assertThat(insert.executeBatch()).isEmpty();
            insert.setString(1, "z");
            insert.addBatch();
            insert.clearBatch();
            assertThat(insert.executeLargeBatch()).isEmpty();
        }
        try (PreparedStatement select = connection.prepareStatement("select 1")) {
            select.addBatch();
            assertThatThrownBy(select::executeBatch).isInstanceOf(BatchUpdateException.class);
        }
    }
}
