package dev.sqlane.sqlite;

/**
 * How far a copy of a database is.
 *
 * @param pagesDone pages that are in the copy; from 0 to {@code pagesTotal}
 * @param pagesTotal pages that the copy will have, at least 1. Until the copy is complete that is an upper bound: free pages and gaps inside
 *     pages are not copied. At last both are the pages that the copy has
 * @since 0.1.0
 */
public record BackupProgress(long pagesDone, long pagesTotal) {
    public BackupProgress {
        if (pagesTotal < 1 || pagesDone < 0 || pagesDone > pagesTotal) {
            throw new IllegalArgumentException("pagesDone is " + pagesDone + " of " + pagesTotal
                    + ", but must be from 0 to pagesTotal, and that at least 1");
        }
    }
}
