/**
 * Attributes of an element, name to value. It inherits nothing, so that an attribute may have any name, `__proto__` among them, and
 * is made faster than an object without a prototype.
 */
export class Attributes { [name: string]: string }
Object.setPrototypeOf(Attributes.prototype, null);
Reflect.deleteProperty(Attributes.prototype, 'constructor');
