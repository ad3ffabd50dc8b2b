package dev.sqlane.sqlite.internal.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * What every result set of SQLite refuses alike: it moves forward only, and its rows can't be changed. Nothing here looks at
 * whether it is still open, since it is refused in either case.
 */
abstract class ReadOnlyResultSet implements ResultSet {
    @Override
    public int getType() throws SQLException {
        return TYPE_FORWARD_ONLY;
    }

    @Override
    public int getConcurrency() throws SQLException {
        return CONCUR_READ_ONLY;
    }

    @Override
    public int getHoldability() throws SQLException {
        return CLOSE_CURSORS_AT_COMMIT;
    }

    @Override
    public int getFetchDirection() throws SQLException {
        return FETCH_FORWARD;
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        if (direction != FETCH_FORWARD) {
            throw Refusal.forwardOnly();
        }
    }

    @Override
    public boolean absolute(int row) throws SQLException {
        throw Refusal.forwardOnly();
    }

    @Override
    public void afterLast() throws SQLException {
        throw Refusal.forwardOnly();
    }

    @Override
    public void beforeFirst() throws SQLException {
        throw Refusal.forwardOnly();
    }

    @Override
    public void cancelRowUpdates() throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void deleteRow() throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public boolean first() throws SQLException {
        throw Refusal.forwardOnly();
    }

    @Override
    public void insertRow() throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public boolean last() throws SQLException {
        throw Refusal.forwardOnly();
    }

    @Override
    public void moveToCurrentRow() throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void moveToInsertRow() throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public boolean previous() throws SQLException {
        throw Refusal.forwardOnly();
    }

    @Override
    public void refreshRow() throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public boolean relative(int rows) throws SQLException {
        throw Refusal.forwardOnly();
    }

    @Override
    public boolean rowDeleted() throws SQLException {
        return false;
    }

    @Override
    public boolean rowInserted() throws SQLException {
        return false;
    }

    @Override
    public boolean rowUpdated() throws SQLException {
        return false;
    }

    @Override
    public void updateArray(int column, @Nullable Array value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateArray(String label, @Nullable Array value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateAsciiStream(int column, @Nullable InputStream value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateAsciiStream(int column, @Nullable InputStream value, int length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateAsciiStream(int column, @Nullable InputStream value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateAsciiStream(String label, @Nullable InputStream value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateAsciiStream(String label, @Nullable InputStream value, int length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateAsciiStream(String label, @Nullable InputStream value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBigDecimal(int column, @Nullable BigDecimal value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBigDecimal(String label, @Nullable BigDecimal value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBinaryStream(int column, @Nullable InputStream value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBinaryStream(int column, @Nullable InputStream value, int length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBinaryStream(int column, @Nullable InputStream value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBinaryStream(String label, @Nullable InputStream value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBinaryStream(String label, @Nullable InputStream value, int length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBinaryStream(String label, @Nullable InputStream value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBlob(int column, @Nullable InputStream value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBlob(int column, @Nullable Blob value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBlob(int column, @Nullable InputStream value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBlob(String label, @Nullable InputStream value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBlob(String label, @Nullable Blob value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBlob(String label, @Nullable InputStream value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBoolean(int column, boolean value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBoolean(String label, boolean value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateByte(int column, byte value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateByte(String label, byte value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBytes(int column, byte @Nullable [] value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateBytes(String label, byte @Nullable [] value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateCharacterStream(int column, @Nullable Reader value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateCharacterStream(int column, @Nullable Reader value, int length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateCharacterStream(int column, @Nullable Reader value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateCharacterStream(String label, @Nullable Reader value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateCharacterStream(String label, @Nullable Reader value, int length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateCharacterStream(String label, @Nullable Reader value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateClob(int column, @Nullable Reader value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateClob(int column, @Nullable Clob value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateClob(int column, @Nullable Reader value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateClob(String label, @Nullable Reader value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateClob(String label, @Nullable Clob value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateClob(String label, @Nullable Reader value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateDate(int column, @Nullable Date value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateDate(String label, @Nullable Date value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateDouble(int column, double value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateDouble(String label, double value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateFloat(int column, float value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateFloat(String label, float value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateInt(int column, int value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateInt(String label, int value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateLong(int column, long value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateLong(String label, long value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNCharacterStream(int column, @Nullable Reader value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNCharacterStream(int column, @Nullable Reader value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNCharacterStream(String label, @Nullable Reader value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNCharacterStream(String label, @Nullable Reader value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNClob(int column, @Nullable Reader value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNClob(int column, @Nullable NClob value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNClob(int column, @Nullable Reader value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNClob(String label, @Nullable Reader value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNClob(String label, @Nullable NClob value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNClob(String label, @Nullable Reader value, long length) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNString(int column, @Nullable String value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNString(String label, @Nullable String value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNull(int column) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateNull(String label) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateObject(int column, @Nullable Object value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateObject(int column, @Nullable Object value, int scale) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateObject(String label, @Nullable Object value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateObject(String label, @Nullable Object value, int scale) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateRef(int column, @Nullable Ref value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateRef(String label, @Nullable Ref value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateRow() throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateRowId(int column, @Nullable RowId value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateRowId(String label, @Nullable RowId value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateSQLXML(int column, @Nullable SQLXML value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateSQLXML(String label, @Nullable SQLXML value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateShort(int column, short value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateShort(String label, short value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateString(int column, @Nullable String value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateString(String label, @Nullable String value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateTime(int column, @Nullable Time value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateTime(String label, @Nullable Time value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateTimestamp(int column, @Nullable Timestamp value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }

    @Override
    public void updateTimestamp(String label, @Nullable Timestamp value) throws SQLException {
        throw Refusal.readOnlyResultSet();
    }
}
