package dev.sqlane.sqlite.internal.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sqlane.MisuseException;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of programs that are modules themselves, compiled here. */
class RecordInModuleTest {
    @TempDir
    Path folder;

    @Test
    void refusesARecordThatItsModuleHides() throws Exception {
        Class<? extends Record> hidden = compile("module app {}", "record Point(int x) {}");
        assertThatExceptionOfType(MisuseException.class)
                .isThrownBy(() -> RecordMapper.of(hidden))
                .withMessageStartingWith("the constructor of record app.data.Point is hidden by its module")
                .withMessageContaining("add \"opens app.data")
                .withMessageContaining("to the module-info of app, or map the row with a lambda");
    }

    @Test
    void mapsARecordThatItsModuleOpens() throws Exception {
        assertMaps(compile("module app { opens app.data; }", "record Point(int x) {}"));
    }

    @Test
    void mapsAPublicRecordThatItsModuleExports() throws Exception {
        assertMaps(compile("module app { exports app.data; }", "public record Point(int x) {}"));
    }

    private static void assertMaps(Class<? extends Record> type) throws SQLException {
        try (StoredValues values = new StoredValues()) {
            Record mapped = values.first("select 5 as x", RecordMapper.of(type));
            assertThat(mapped).hasToString("Point[x=5]");
        }
    }

    private Class<? extends Record> compile(String module, String type) throws IOException, ClassNotFoundException {
        Path sources = Files.createDirectories(folder.resolve("src/app/data"));
        Path moduleInfo = Files.writeString(folder.resolve("src/module-info.java"), module);
        Path source = Files.writeString(sources.resolve("Point.java"), "package app.data; " + type);
        Path classes = folder.resolve("classes");
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), moduleInfo.toString(), source.toString());
        assertThat(failed).isZero();
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("app"));
        return boot.defineModulesWithOneLoader(configuration, getClass().getClassLoader())
                .findLoader("app")
                .loadClass("app.data.Point")
                .asSubclass(Record.class);
    }
}
