package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What result sets read, describe and refuse. */
class JdbcResultSetTest {
    private SqliteDatabase db;
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary();
        db.run(c -> c.script("create table item (id integer primary key, name varchar(20) not null, price real)"));
        connection = db.readPool().getConnection();
        statement = connection.createStatement();
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        connection.close();
        Invariants.check(db);
        db.close();
    }

    private ResultSet row(String columns) throws SQLException {
        ResultSet rows = statement.executeQuery("select " + columns);
        assertThat(rows.next()).isTrue();
        return rows;
    }

    private <T> T value(String column, Class<T> type) throws SQLException {
        return row(column).getObject(1, type);
    }

    @Test
    void gettersReadAsTheDriverReads() throws Exception {
        ResultSet row = row("7 as a, 'text' as b, 1.5 as c, null as d, x'4142' as e, '1.50' as f, 5000000000 as g");
        assertThat(row.getInt(1)).isEqualTo(7);
        assertThat(row.getInt("A")).isEqualTo(7);
        assertThat(row.getLong("g")).isEqualTo(5_000_000_000L);
        assertThat(row.getShort(1)).isEqualTo((short) 7);
        assertThat(row.getByte(1)).isEqualTo((byte) 7);
        assertThat(row.getBoolean(1)).isTrue();
        assertThat(row.wasNull()).isFalse();
        assertThat(row.getString("b")).isEqualTo("text");
        assertThat(row.getNString(2)).isEqualTo("text");
        assertThat(row.getDouble(3)).isEqualTo(1.5);
        assertThat(row.getFloat("c")).isEqualTo(1.5f);
        assertThat(row.getObject(3)).isEqualTo(1.5);
        assertThat(row.getInt(4)).isZero();
        assertThat(row.wasNull()).isTrue();
        assertThat(row.getString("d")).isNull();
        assertThat(row.getBytes(5)).containsExactly('A', 'B');
        assertThat(row.getBinaryStream(5).readAllBytes()).containsExactly('A', 'B');
        assertThat(row.getBigDecimal("f")).isEqualTo(new BigDecimal("1.50"));
        assertThat(row.getCharacterStream(2).read()).isEqualTo('t');
        assertThat(row.getAsciiStream(2).readAllBytes()).isEqualTo("text".getBytes(StandardCharsets.US_ASCII));
        assertThat(row.getClob(2).getSubString(1, 2)).isEqualTo("te");
        assertThat(row.findColumn("G")).isEqualTo(7);
        assertThat(row.getRow()).isEqualTo(1);
        assertThat(row.isFirst()).isTrue();
        assertThatThrownBy(() -> row.getInt("none")).hasMessageContaining("none");
        assertThatThrownBy(() -> row.getInt(8)).hasMessageContaining("8");
    }

    @Test
    void getObjectReadsTheTypesThatCanBeBound() throws Exception {
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        assertThat(value("'2024-05-06T07:08:09.000000001Z'", Instant.class))
                .isEqualTo(Instant.parse("2024-05-06T07:08:09.000000001Z"));
        assertThat(value("'2024-05-06'", LocalDate.class)).isEqualTo(LocalDate.of(2024, 5, 6));
        assertThat(value("'2024-05-06T07:08'", LocalDateTime.class)).isEqualTo(LocalDateTime.of(2024, 5, 6, 7, 8));
        assertThat(value("'" + uuid + "'", UUID.class)).isEqualTo(uuid);
        assertThat(value("'MONDAY'", DayOfWeek.class)).isEqualTo(DayOfWeek.MONDAY);
        assertThat(value("'1.50'", BigDecimal.class)).isEqualTo(new BigDecimal("1.50"));
        assertThat(value("12", BigInteger.class)).isEqualTo(BigInteger.valueOf(12));
        assertThat(value("7", Integer.class)).isEqualTo(7);
        assertThat(value("7", Long.class)).isEqualTo(7L);
        assertThat(value("7", String.class)).isEqualTo("7");
        assertThat(value("1", Boolean.class)).isTrue();
        assertThat(value("x'01'", byte[].class)).containsExactly(1);
        assertThat(value("1.5", Object.class)).isEqualTo(1.5);
        assertThat(row("1.5 as x").getObject("x", Double.class)).isEqualTo(1.5);
    }

    @Test
    void nullIsNullForEveryType() throws Exception {
        for (Class<?> type : new Class<?>[] {Boolean.class, Integer.class, String.class, LocalDate.class, UUID.class}) {
            ResultSet row = row("null");
            // The driver gives false for a Boolean, and fails for an Integer.
            assertThat((Object) row.getObject(1, type)).as(type.getName()).isNull();
            assertThat(row.wasNull()).isTrue();
        }
    }

    @Test
    void whatADriverWouldReadOtherwiseIsLeftToIt() throws Exception {
        long millis = 1_700_000_000_000L;
        LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault());
        assertThat(value(String.valueOf(millis), LocalDateTime.class)).isEqualTo(local);
        assertThat(value(String.valueOf(millis), LocalDate.class)).isEqualTo(local.toLocalDate());
        assertThat(value("'2024-05-06 07:08:09.000'", LocalDate.class)).isEqualTo(LocalDate.of(2024, 5, 6));
        assertThat(value(String.valueOf(millis), Timestamp.class)).isEqualTo(new Timestamp(millis));
        assertThat(row(String.valueOf(millis)).getTimestamp(1)).isEqualTo(new Timestamp(millis));
        assertThat(value("x'4142'", String.class)).isEqualTo("AB");
    }

    @Test
    void whatWouldLoseSomethingIsRefused() throws Exception {
        // The driver gives 705032704.
        assertThatThrownBy(() -> value("5000000000", Integer.class))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("integer from");
        assertThatThrownBy(() -> value("1.5", Long.class)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> value("'someday'", Instant.class)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> value("'x'", Thread.class)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> value("1", null)).isInstanceOf(SQLException.class);
    }

    @Test
    void theColumnsAreDescribed() throws Exception {
        db.run(c -> c.update("insert into item values (1, 'a', 2.5)"));
        ResultSet rows = statement.executeQuery("select id, name, price as label from item");
        ResultSetMetaData columns = rows.getMetaData();
        assertThat(columns.getColumnCount()).isEqualTo(3);
        assertThat(columns.getColumnLabel(3)).isEqualTo("label");
        assertThat(columns.getColumnType(2)).isEqualTo(Types.VARCHAR);
        assertThat(columns.getColumnTypeName(2)).isEqualTo("VARCHAR");
        assertThat(columns.getPrecision(2)).isEqualTo(20);
        assertThat(columns.getTableName(2)).isEqualTo("item");
        assertThat(columns.isNullable(2)).isEqualTo(ResultSetMetaData.columnNoNulls);
        assertThat(columns.unwrap(ResultSetMetaData.class)).isSameAs(columns);
        assertThatThrownBy(() -> columns.unwrap(org.sqlite.jdbc4.JDBC4ResultSet.class))
                .isInstanceOf(SQLException.class);
        assertThat(rows.getMetaData()).isSameAs(columns);
        rows.close();
        assertThatThrownBy(columns::getColumnCount).hasFieldOrPropertyWithValue("SQLState", "24000");
    }

    @Test
    void itMovesForwardAndChangesNothing() throws Exception {
        ResultSet rows = statement.executeQuery("select 1");
        assertThat(rows.getType()).isEqualTo(ResultSet.TYPE_FORWARD_ONLY);
        assertThat(rows.getConcurrency()).isEqualTo(ResultSet.CONCUR_READ_ONLY);
        assertThat(rows.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
        assertThat(rows.isBeforeFirst()).isTrue();
        assertThatThrownBy(rows::first).isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(() -> rows.absolute(1)).isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(() -> rows.updateInt(1, 1)).isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(rows::deleteRow).isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(() -> rows.getArray(1)).isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(() -> rows.setFetchDirection(ResultSet.FETCH_REVERSE))
                .isInstanceOf(SQLFeatureNotSupportedException.class);
        rows.setFetchSize(3);
        assertThat(rows.getFetchSize()).isEqualTo(3);
        assertThat(rows.getCursorName()).isNull();
        assertThat(rows.rowUpdated()).isFalse();
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isFalse();
        assertThat(rows.next()).isFalse();
        assertThat(rows.isAfterLast()).isTrue();
    }

    @Test
    void anExhaustedOrClosedResultSetHoldsNoSnapshot() throws Exception {
        try (Connection foreign = JdbcForeign.connect(db)) {
            db.run(c -> c.update("insert into item values (1, 'a', 1)"));
            ResultSet rows = statement.executeQuery("select * from item");
            while (rows.next()) {
                assertThat(rows.getString(2)).isEqualTo("a");
            }
            assertThat(truncated(foreign)).isTrue();
            db.run(c -> c.update("insert into item values (2, 'b', 1)"));
            ResultSet open = statement.executeQuery("select * from item");
            assertThat(open.next()).isTrue();
            assertThat(truncated(foreign)).isFalse();
            open.close();
            assertThat(truncated(foreign)).isTrue();
        }
    }

    private static boolean truncated(Connection foreign) throws SQLException {
        try (Statement checkpoint = foreign.createStatement();
                ResultSet row = checkpoint.executeQuery("pragma wal_checkpoint(truncate)")) {
            return row.getInt(1) == 0;
        }
    }
}
