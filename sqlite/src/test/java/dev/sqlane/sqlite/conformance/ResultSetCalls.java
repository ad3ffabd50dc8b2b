package dev.sqlane.sqlite.conformance;

import static dev.sqlane.sqlite.conformance.Outcome.part;

import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Result sets: moving, reading values of each kind as each type, and binding them. */
final class ResultSetCalls {
    private static final List<String> VALUES = List.of(
            "null",
            "0",
            "1",
            "42",
            "-7",
            "3000000000",
            "9223372036854775807",
            "1.5",
            "1e300",
            "'text'",
            "'42'",
            "'1.5'",
            "'true'",
            "''",
            "x'0102ff'",
            "x''",
            "'2024-02-29'",
            "'2024-02-29 12:30:45.123'",
            "1700000000000");

    private ResultSetCalls() {}

    static void addTo(JdbcCall.Table calls) {
        moving(calls);
        getters("v")
                .forEach((name, getter) -> calls.reads("get " + name, c -> {
                    Map<String, String> all = new LinkedHashMap<>();
                    try (Statement s = c.createStatement()) {
                        for (String value : VALUES) {
                            try (ResultSet row = s.executeQuery("select " + value + " as v")) {
                                row.next();
                                all.put(
                                        value,
                                        part(() -> getter.get(row))
                                                + (part(row::wasNull).equals("true") ? ", was null" : ""));
                            }
                        }
                    }
                    return new Outcome.Parts(all);
                }));
        calls.writes("what a generated key is read as", c -> {
            try (Statement s = c.createStatement()) {
                s.executeUpdate("insert into item (name) values ('x')", Statement.RETURN_GENERATED_KEYS);
                return readAs("last_insert_rowid()", s.getGeneratedKeys());
            }
        });
        calls.writes("what a long generated key is read as", c -> {
            try (Statement s = c.createStatement()) {
                s.executeUpdate("insert into item (id) values (3000000000)", Statement.RETURN_GENERATED_KEYS);
                return readAs("last_insert_rowid()", s.getGeneratedKeys());
            }
        });
        calls.reads(
                "what metadata's texts are read as",
                c -> readAs("TABLE_TYPE", c.getMetaData().getTableTypes()));
        calls.reads(
                "what metadata's nulls are read as",
                c -> readAs("TABLE_CAT", c.getMetaData().getColumns(null, null, "item", "name")));
        calls.reads("getNString", c -> {
            try (Statement s = c.createStatement()) {
                return s.executeQuery("select 'text'").getNString(1);
            }
        });
        calls.reads("getObject as Object", c -> {
            try (Statement s = c.createStatement()) {
                ResultSet row = s.executeQuery("select 1, 1.5, 'text'");
                return List.of(
                        row.getObject(1, Object.class), row.getObject(2, Object.class), row.getObject(3, Object.class));
            }
        });
        binders()
                .forEach((name, binder) -> calls.reads("bind " + name, c -> {
                    try (PreparedStatement s = c.prepareStatement("select ?1, typeof(?1)")) {
                        binder.bind(s);
                        try (ResultSet row = s.executeQuery()) {
                            row.next();
                            return List.of(Outcome.text(row.getObject(1)), row.getString(2));
                        }
                    }
                }));
        columns(calls);
    }

    private static Outcome.Parts readAs(String label, ResultSet rows) throws SQLException {
        Map<String, String> all = new LinkedHashMap<>();
        try (rows) {
            all.put("columns", String.valueOf(describe(rows.getMetaData()).get(0)));
            all.put("before", part(rows::isBeforeFirst) + " " + part(rows::getRow));
            rows.next();
            getters(label)
                    .forEach((name, getter) -> all.put(
                            name,
                            part(() -> getter.get(rows)) + (part(rows::wasNull).equals("true") ? ", was null" : "")));
            all.put("no column", part(() -> rows.getInt(99)) + " " + part(() -> rows.getInt("nosuch")));
            all.put(
                    "columns on a row",
                    String.valueOf(describe(rows.getMetaData()).get(0)));
            all.put("where it stands", part(rows::isFirst) + " " + part(rows::getRow));
            while (rows.next()) {
                // To the end.
            }
            all.put("after", part(rows::isAfterLast) + " " + part(rows::next));
        }
        all.put("closed", part(rows::isClosed) + " " + part(() -> rows.getInt(1)));
        return new Outcome.Parts(all);
    }

    @FunctionalInterface
    private interface Getter {
        @Nullable
        Object get(ResultSet row) throws Exception;
    }

    @FunctionalInterface
    private interface Binder {
        void bind(PreparedStatement s) throws Exception;
    }

    /** @param label of the first column */
    private static Map<String, Getter> getters(String label) {
        Map<String, Getter> getters = new LinkedHashMap<>();
        getters.put("String", row -> row.getString(label));
        getters.put("int", row -> row.getInt(1));
        getters.put("long", row -> row.getLong(label.toUpperCase(Locale.ROOT)));
        getters.put("short", row -> row.getShort(1));
        getters.put("byte", row -> row.getByte(1));
        getters.put("double", row -> row.getDouble(1));
        getters.put("float", row -> row.getFloat(1));
        getters.put("boolean", row -> row.getBoolean(1));
        getters.put("BigDecimal", row -> row.getBigDecimal(1));
        getters.put("bytes", row -> row.getBytes(1));
        getters.put("Object", row -> row.getObject(1));
        getters.put("Date", row -> row.getDate(1));
        getters.put("Time", row -> row.getTime(1));
        getters.put("Timestamp", row -> row.getTimestamp(1));
        getters.put("binary stream", row -> {
            var stream = row.getBinaryStream(1);
            return stream == null ? null : stream.readAllBytes();
        });
        getters.put("character stream", row -> read(row.getCharacterStream(1)));
        getters.put("ASCII stream", row -> {
            var stream = row.getAsciiStream(1);
            return stream == null ? null : new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
        });
        getters.put("Clob", row -> {
            var clob = row.getClob(1);
            return clob == null ? null : clob.getSubString(1, (int) clob.length());
        });
        getters.put("Blob", row -> {
            var blob = row.getBlob(1);
            return blob == null ? null : blob.getBytes(1, (int) blob.length());
        });
        for (Class<?> type : List.of(
                String.class,
                Integer.class,
                Long.class,
                Short.class,
                Byte.class,
                Double.class,
                Float.class,
                Boolean.class,
                BigDecimal.class,
                BigInteger.class,
                byte[].class,
                Date.class,
                Timestamp.class,
                LocalDate.class,
                LocalDateTime.class,
                UUID.class)) {
            getters.put("Object as " + type.getSimpleName(), row -> row.getObject(1, type));
        }
        getters.put("Array", row -> row.getArray(1));
        getters.put("Ref", row -> row.getRef(1));
        getters.put("RowId", row -> row.getRowId(1));
        getters.put("SQLXML", row -> row.getSQLXML(1));
        getters.put("URL", row -> row.getURL(1));
        return getters;
    }

    private static @Nullable String read(@Nullable Reader reader) throws Exception {
        if (reader == null) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            text.append((char) c);
        }
        return text.toString();
    }

    @SuppressWarnings("JavaUtilDate") // What programs bind.
    private static Map<String, Binder> binders() {
        Map<String, Binder> binders = new LinkedHashMap<>();
        binders.put("int", s -> s.setInt(1, 42));
        binders.put("long", s -> s.setLong(1, 1L << 40));
        binders.put("short", s -> s.setShort(1, (short) 7));
        binders.put("byte", s -> s.setByte(1, (byte) -7));
        binders.put("double", s -> s.setDouble(1, 1.5));
        binders.put("float", s -> s.setFloat(1, 0.1f));
        binders.put("boolean", s -> s.setBoolean(1, true));
        binders.put("String", s -> s.setString(1, "grüße 🌍"));
        binders.put("String null", s -> s.setString(1, null));
        binders.put("NString", s -> s.setNString(1, "x"));
        binders.put("bytes", s -> s.setBytes(1, new byte[] {1, 2}));
        binders.put("BigDecimal", s -> s.setBigDecimal(1, new BigDecimal("12345678901234567890.5")));
        binders.put("null", s -> s.setNull(1, Types.INTEGER));
        binders.put("Date", s -> s.setDate(1, new Date(1_700_000_000_000L)));
        binders.put("Time", s -> s.setTime(1, new Time(1_700_000_000_000L)));
        binders.put("Timestamp", s -> s.setTimestamp(1, new Timestamp(1_700_000_000_123L)));
        binders.put("character stream", s -> s.setCharacterStream(1, new StringReader("abc"), 2));
        binders.put("binary stream", s -> s.setBinaryStream(1, new java.io.ByteArrayInputStream(new byte[] {1, 2}), 2));
        binders.put("Clob reader", s -> s.setClob(1, new StringReader("abc")));
        for (Object value : List.of(
                42,
                1L << 40,
                (short) 7,
                (byte) 7,
                1.5,
                2.5f,
                true,
                "text",
                'c',
                new byte[] {1},
                new BigDecimal("1.50"),
                BigInteger.TEN,
                new Timestamp(1_700_000_000_123L),
                new java.util.Date(1_700_000_000_123L),
                LocalDate.of(2024, 2, 29),
                LocalDateTime.of(2024, 2, 29, 12, 30),
                UUID.fromString("00000000-0000-0001-0000-000000000002"),
                Thread.State.NEW,
                new Object())) {
            binders.put("Object " + value.getClass().getSimpleName(), s -> s.setObject(1, value));
        }
        binders.put("Object null", s -> s.setObject(1, null));
        binders.put("Object as VARCHAR", s -> s.setObject(1, 42, Types.VARCHAR));
        binders.put(
                "URL",
                s -> s.setURL(1, java.net.URI.create("http://example.org/").toURL()));
        binders.put("Array", s -> s.setArray(1, null));
        binders.put("RowId", s -> s.setRowId(1, null));
        return binders;
    }

    private static ResultSet three(Statement s) throws SQLException {
        return s.executeQuery("select id, name from item order by id limit 3");
    }

    private static void moving(JdbcCall.Table calls) {
        calls.reads("where the cursor stands", c -> {
            try (Statement s = c.createStatement()) {
                ResultSet rows = three(s);
                List<String> places = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    places.add(part(rows::isBeforeFirst) + " " + part(rows::isFirst) + " " + part(rows::isAfterLast)
                            + " " + part(rows::getRow) + " " + part(rows::next));
                }
                return places;
            }
        });
        calls.reads("a getter before the first row", c -> {
            try (Statement s = c.createStatement()) {
                return three(s).getInt(1);
            }
        });
        calls.reads("a getter after the last row", c -> {
            try (Statement s = c.createStatement()) {
                ResultSet rows = three(s);
                while (rows.next()) {
                    // To the end.
                }
                return List.of(part(() -> rows.getInt(1)), rows.isClosed(), part(rows::next));
            }
        });
        calls.reads("getMetaData after the last row", c -> {
            try (Statement s = c.createStatement()) {
                ResultSet rows = three(s);
                while (rows.next()) {
                    // To the end.
                }
                return Outcome.labels(rows.getMetaData());
            }
        });
        calls.reads("a getter on a closed result set", c -> {
            try (Statement s = c.createStatement()) {
                ResultSet rows = three(s);
                rows.next();
                rows.close();
                rows.close();
                return List.of(rows.isClosed(), part(() -> rows.getInt(1)), part(rows::next));
            }
        });
        calls.reads("wasNull", c -> {
            try (Statement s = c.createStatement()) {
                ResultSet row = s.executeQuery("select null, 1");
                row.next();
                return List.of(row.getInt(1), row.wasNull(), row.getInt(2), row.wasNull());
            }
        });
        calls.reads("a column that is not there", c -> {
            try (Statement s = c.createStatement()) {
                ResultSet row = s.executeQuery("select 1 as a");
                row.next();
                return List.of(
                        part(() -> row.getInt(0)),
                        part(() -> row.getInt(2)),
                        part(() -> row.getInt("b")),
                        part(() -> row.findColumn("A")));
            }
        });
        Map<String, Getter> moves = new LinkedHashMap<>();
        moves.put("previous", ResultSet::previous);
        moves.put("first", ResultSet::first);
        moves.put("last", ResultSet::last);
        moves.put("absolute", rows -> rows.absolute(1));
        moves.put("relative", rows -> rows.relative(1));
        moves.put("beforeFirst", rows -> {
            rows.beforeFirst();
            return "done";
        });
        moves.put("updateInt", rows -> {
            rows.updateInt(1, 5);
            return "done";
        });
        moves.put("updateRow", rows -> {
            rows.updateRow();
            return "done";
        });
        moves.put("insertRow", rows -> {
            rows.insertRow();
            return "done";
        });
        moves.put("deleteRow", rows -> {
            rows.deleteRow();
            return "done";
        });
        moves.put("moveToInsertRow", rows -> {
            rows.moveToInsertRow();
            return "done";
        });
        moves.put("getType", ResultSet::getType);
        moves.put("getConcurrency", ResultSet::getConcurrency);
        moves.put("getHoldability of rows", ResultSet::getHoldability);
        moves.put("getFetchSize of rows", ResultSet::getFetchSize);
        moves.put("getFetchDirection of rows", ResultSet::getFetchDirection);
        moves.put("rowUpdated", ResultSet::rowUpdated);
        moves.put("getCursorName", rows -> String.valueOf(rows.getCursorName()));
        moves.put("getWarnings of rows", rows -> String.valueOf(rows.getWarnings()));
        moves.put("isLast", ResultSet::isLast);
        moves.put("unwrap rows", rows -> rows.unwrap(ResultSet.class) == rows);
        moves.forEach((name, move) -> calls.reads(name, c -> {
            try (Statement s = c.createStatement()) {
                ResultSet rows = three(s);
                rows.next();
                return move.get(rows);
            }
        }));
        calls.reads("getStatement of rows", c -> {
            try (Statement s = c.createStatement()) {
                return three(s).getStatement() == s;
            }
        });
    }

    private static void columns(JdbcCall.Table calls) {
        calls.reads("columns of a table", c -> {
            try (Statement s = c.createStatement()) {
                ResultSet rows = s.executeQuery("select * from item where id = 1");
                rows.next();
                return describe(rows.getMetaData());
            }
        });
        calls.reads("columns of expressions", c -> {
            try (Statement s = c.createStatement()) {
                ResultSet rows = s.executeQuery(
                        "select 1, 'x' as text, 1.5 r, null as n, x'00' as b, count(*), id + 1, i.name from item i");
                rows.next();
                return describe(rows.getMetaData());
            }
        });
        calls.reads("columns without rows", c -> {
            try (Statement s = c.createStatement()) {
                return describe(
                        s.executeQuery("select id, name from item where 0").getMetaData());
            }
        });
        calls.reads("a description of a column that is not there", c -> {
            try (Statement s = c.createStatement()) {
                return s.executeQuery("select 1").getMetaData().getColumnName(2);
            }
        });
    }

    private static List<String> describe(ResultSetMetaData columns) throws SQLException {
        List<String> described = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            int column = i;
            described.add(String.join(
                    " ",
                    part(() -> columns.getColumnLabel(column)),
                    part(() -> columns.getColumnName(column)),
                    part(() -> columns.getTableName(column)),
                    part(() -> columns.getColumnType(column)),
                    part(() -> columns.getColumnTypeName(column)),
                    part(() -> columns.getColumnClassName(column)),
                    part(() -> columns.isNullable(column)),
                    part(() -> columns.isAutoIncrement(column)),
                    part(() -> columns.isSigned(column)),
                    part(() -> columns.getPrecision(column)),
                    part(() -> columns.getScale(column)),
                    part(() -> columns.getCatalogName(column)),
                    part(() -> columns.getSchemaName(column))));
        }
        return described;
    }
}
