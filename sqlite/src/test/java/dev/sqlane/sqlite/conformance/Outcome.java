package dev.sqlane.sqlite.conformance;

import java.math.BigDecimal;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Outcomes as texts that can be compared. */
final class Outcome {
    private Outcome() {}

    /** Makes a call. Its outcome has one part, without a name, or as many as it returns by {@link Parts}. */
    static Map<String, String> of(JdbcCall call, Connection c) {
        try {
            Object value = call.body().run(c);
            return value instanceof Parts parts ? parts.byName() : Map.of("", text(value));
        } catch (BatchUpdateException e) {
            return Map.of("", "batch fails after " + Arrays.toString(e.getUpdateCounts()) + code(e));
        } catch (SQLException e) {
            return Map.of("", "fails" + code(e));
        } catch (Exception e) {
            return Map.of("", "fails, " + e.getClass().getSimpleName());
        }
    }

    /** Outcomes of the same thing done to several values. */
    record Parts(Map<String, String> byName) {}

    /** SQLite's primary result code says what went wrong; other failures have none. */
    private static String code(SQLException e) {
        return e.getErrorCode() > 0 ? ", code " + e.getErrorCode() : "";
    }

    static String text(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof byte[] bytes) {
            return "x'" + HexFormat.of().formatHex(bytes) + "'";
        }
        if (value instanceof int[] numbers) {
            return Arrays.toString(numbers);
        }
        if (value instanceof long[] numbers) {
            return Arrays.toString(numbers);
        }
        if (value instanceof Object[] values) {
            return text(Arrays.asList(values));
        }
        if (value instanceof List<?> values) {
            return values.stream().map(Outcome::text).toList().toString();
        }
        if (value instanceof Number && !(value instanceof BigDecimal)) {
            return value + " " + value.getClass().getSimpleName();
        }
        return printable(value.toString());
    }

    /** So that it can stand in a table of the documentation. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.replaceAll("Object@[0-9a-f]+", "Object@…")
                .chars()
                .mapToObj(c ->
                        c < ' ' || c == '|' || c == 0xfffd ? String.format("\\u%04x", c) : String.valueOf((char) c))
                .forEach(printable::append);
        return printable.toString();
    }

    /** Reads a result set to its end and closes it: a list of rows, each of its columns' texts. */
    static List<List<@Nullable String>> rows(@Nullable ResultSet rows) throws SQLException {
        List<List<@Nullable String>> all = new ArrayList<>();
        if (rows == null) {
            return all;
        }
        try (rows) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(rows.getString(i));
                }
                all.add(row);
            }
        }
        return all;
    }

    /** What a part of a call comes to, failures included, so that the call can go on. */
    interface Part {
        @Nullable
        Object run() throws Exception;
    }

    static String part(Part part) {
        try {
            return text(part.run());
        } catch (SQLException e) {
            return "fails" + code(e);
        } catch (Exception e) {
            return "fails, " + e.getClass().getSimpleName();
        }
    }

    static String labels(ResultSetMetaData columns) throws SQLException {
        List<String> labels = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            labels.add(columns.getColumnLabel(i));
        }
        return labels.toString();
    }
}
