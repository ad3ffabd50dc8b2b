package dev.sqlane.spring.boot;

import java.sql.DatabaseMetaData;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ReflectionUtils;

/**
 * What Sqlane reaches by reflection. SQLite itself needs nothing here: its driver has a feature for native images. Records to which the
 * application maps rows are the application's to register, with {@code @RegisterReflectionForBinding}.
 */
final class SqlaneRuntimeHints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.proxies().registerJdkProxy(DatabaseMetaData.class);
        hints.reflection().registerType(DatabaseMetaData.class, MemberCategory.INVOKE_PUBLIC_METHODS);
        var isVirtual = ReflectionUtils.findMethod(Thread.class, "isVirtual");
        if (isVirtual != null) {
            hints.reflection().registerMethod(isVirtual, ExecutableMode.INVOKE);
        }
    }
}
