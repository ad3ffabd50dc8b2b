package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file name that the operating system takes is taken as it is. */
class OddFileNamesTest {
    @TempDir
    Path folder;

    static List<String> names() {
        return OddNames.ALL;
    }

    @ParameterizedTest
    @MethodSource("names")
    void isAFileName(String name) throws Exception {
        OddNames.check(folder.resolve(name));
    }

    /** In a process of its own, since a relative path begins at its folder and names that are not ASCII need its locale. */
    @Test
    void relativeNamesAndThoseThatAreNotAscii() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        try (ForeignProcess child =
                new ChildJvm(OddNames.class, folder).in(empty).utf8().start()) {
            assertThat(child.output()).contains("# checked " + 2 * (OddNames.ALL.size() + OddNames.WIDE.size()));
        }
    }
}
