package dev.sqlane.lab.report;

import java.util.ArrayList;
import java.util.List;

/** A table of text: the first column flush left, the others flush right. */
final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(List<String> header) {
        rows.add(List.copyOf(header));
    }

    void add(List<String> row) {
        if (row.size() != rows.get(0).size()) {
            throw new IllegalArgumentException("a row of " + row.size() + " cells in a table of "
                    + rows.get(0).size() + " columns; give one cell for each");
        }
        rows.add(List.copyOf(row));
    }

    @Override
    public String toString() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append(row.get(0)).append(" ".repeat(widths[0] - row.get(0).length()));
            for (int column = 1; column < columns; column++) {
                String cell = row.get(column);
                text.append(GAP)
                        .append(" ".repeat(widths[column] - cell.length()))
                        .append(cell);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
