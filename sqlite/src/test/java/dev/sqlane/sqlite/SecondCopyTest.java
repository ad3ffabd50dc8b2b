package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two copies of the library in one JVM, as two applications in one server have them: one of the two gets the file. */
class SecondCopyTest {
    private static final String REFUSAL = "is open in this JVM through another copy of Sqlane";

    @TempDir
    private Path folder;

    /** Loads everything a second time, the driver and its native library included. */
    private static URLClassLoader secondCopy() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        Iterator<String> entries = Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .iterator();
        while (entries.hasNext()) {
            urls.add(Path.of(entries.next()).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static AutoCloseable open(ClassLoader copy, Path file) throws Exception {
        try {
            Object database = copy.loadClass("dev.sqlane.sqlite.Sqlite")
                    .getMethod("open", Path.class)
                    .invoke(null, file);
            return (AutoCloseable) database;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Test
    void aFileIsOpenThroughOneCopyAtATime() throws Exception {
        Path file = folder.resolve("app.db");
        try (URLClassLoader copy = secondCopy()) {
            try (SqliteDatabase db = Sqlite.open(file)) {
                assertThatThrownBy(() -> open(copy, file).close())
                        .isNotInstanceOf(MisuseException.class)
                        .hasMessageContaining(file.toRealPath() + " " + REFUSAL)
                        .hasMessageContaining("share one, by moving the jar to a common class loader")
                        .extracting(e -> e.getClass().getName())
                        .isEqualTo(MisuseException.class.getName());
                // Another file is nobody's business.
                open(copy, folder.resolve("other.db")).close();
                db.run(c -> c.update("create table item (name text)"));
                Invariants.check(db);
            }
            try (AutoCloseable other = open(copy, file)) {
                assertThat(other).isNotInstanceOf(SqliteDatabase.class);
                assertThatThrownBy(() -> Sqlite.open(file).close())
                        .isInstanceOf(MisuseException.class)
                        .hasMessageContaining(REFUSAL);
            }
        }
        try (SqliteDatabase db = Sqlite.open(file)) {
            assertThat(db.exists("select 1 from item")).isFalse();
            Invariants.check(db);
        }
    }
}
