package org.carrack.runtime.data.internal.bcdb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.carrack.runtime.data.internal.sql.WrappedDataSource;

/** The server's database, in which names without a schema are those of one schema. */
final class SchemaDataSource extends WrappedDataSource {

    private final String schema;

    SchemaDataSource(DataSource database, String schema) {
        super(database);
        this.schema = schema;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = database().getConnection();
        String before = connection.getSchema();
        connection.setSchema(schema);
        return (Connection) Proxy.newProxyInstance(
                SchemaDataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    try {
                        if (method.getName().equals("close") && !connection.isClosed()) {
                            // It goes back to a pool that others take from.
                            connection.setSchema(before);
                        }
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
